/**
 * The kernel's constants by name, and numbers written with them. Policies use the names on the
 * right side of conditions, views and the NDJSON reader show and take them. The tables are in
 * constants/, one file a family of calls.
 */
import { CAPABILITY, PRCTL, PTRACE, SECCOMP } from "./constants/control.ts";
import { ERRNO } from "./constants/errno.ts";
import { AT, DIRECTORY, MODE, OPEN, XATTR } from "./constants/files.ts";
import { BPF, IOCTL, KEXEC, KEYCTL, MODULE, PERF } from "./constants/kernel.ts";
import { MAPPING, MEMFD, PROTECTION } from "./constants/memory.ts";
import { MOUNT, UMOUNT } from "./constants/mounts.ts";
import { FAMILY, MESSAGE, SOCKET } from "./constants/network.ts";
import { CLONE, SIGNAL } from "./constants/processes.ts";
import type { Constant } from "./constants/table.ts";
import type { SymbolSet } from "./kind.ts";
import type { Architecture } from "./kinds.ts";

/** Form is how the numbers of a set are made and written. */
interface Form {
  readonly constants: readonly Constant[];
  /** as: `one` of the names, an `error` (negative), or `flags` joined with `|`. */
  readonly as: "one" | "error" | "flags";
  /** choice is the part of flags that is one of several names, such as the access mode of open. */
  readonly choice?: { readonly mask: bigint; readonly of: readonly Constant[] };
  /** octal writes all bits but the choice as one octal number, as people write file modes. */
  readonly octal?: true;
}

const FORMS: Readonly<Record<SymbolSet, Form>> = {
  open: { constants: OPEN, as: "flags", choice: { mask: 0o3n, of: OPEN } },
  at: { constants: AT, as: "flags" },
  directory: { constants: DIRECTORY, as: "one" },
  family: { constants: FAMILY, as: "one" },
  errno: { constants: ERRNO, as: "error" },
  // Before clone, which takes the signals too: anySymbol finds each where it belongs.
  signal: { constants: SIGNAL, as: "one" },
  // The eighth bit of clone's signal byte is CLONE_NEWTIME's; no signal needs it.
  clone: { constants: [...CLONE, ...SIGNAL], as: "flags", choice: { mask: 0x7fn, of: SIGNAL } },
  mode: { constants: MODE, as: "flags", choice: { mask: 0o170000n, of: MODE }, octal: true },
  socket: { constants: SOCKET, as: "flags", choice: { mask: 0xfn, of: SOCKET } },
  protection: { constants: PROTECTION, as: "flags" },
  mapping: { constants: MAPPING, as: "flags", choice: { mask: 0xfn, of: MAPPING } },
  memfd: { constants: MEMFD, as: "flags" },
  mount: { constants: MOUNT, as: "flags" },
  umount: { constants: UMOUNT, as: "flags" },
  ptrace: { constants: PTRACE, as: "one" },
  prctl: { constants: PRCTL, as: "one" },
  seccomp: { constants: SECCOMP, as: "one" },
  // The number before the set: where neither is asked for, the constant is the kernel's number.
  capability: { constants: CAPABILITY, as: "one" },
  capabilities: { constants: CAPABILITY.map(asBit), as: "flags" },
  module: { constants: MODULE, as: "flags" },
  bpf: { constants: BPF, as: "one" },
  perf: { constants: PERF, as: "one" },
  keyctl: { constants: KEYCTL, as: "one" },
  kexec: { constants: KEXEC, as: "flags" },
  ioctl: { constants: IOCTL, as: "one" },
  xattr: { constants: XATTR, as: "flags" },
  message: { constants: MESSAGE, as: "flags" },
};

/** asBit makes of a number the bit that stands for it in a set. */
function asBit([name, value]: Constant): Constant {
  return [name, 2 ** value];
}

const ARCHITECTURES: readonly Architecture[] = ["x86_64", "aarch64"];
const SETS = Object.keys(FORMS) as readonly SymbolSet[];

/** Table is one set on one architecture, by name and by number. */
interface Table {
  readonly values: ReadonlyMap<string, bigint>;
  readonly names: ReadonlyMap<bigint, string>;
  readonly choices: ReadonlyMap<bigint, string>;
  /** bits are the flags outside the choice, those with most bits first. */
  readonly bits: readonly (readonly [name: string, value: bigint])[];
}

const tables = new Map(
  SETS.flatMap((set) => ARCHITECTURES.map((each) => [`${set} ${each}`, table(FORMS[set], each)])),
);

function table(form: Form, architecture: Architecture): Table {
  const values = valuesOf(form.constants, architecture);
  const mask = form.choice?.mask ?? 0n;
  const names = byNumber(values);
  return {
    values: new Map(values),
    names,
    choices: form.choice ? byNumber(valuesOf(form.choice.of, architecture)) : new Map(),
    bits: [...names].filter(([value]) => value > 0n && (value & mask) === 0n)
      .map(([value, name]) => [name, value] as const)
      .sort(([, a], [, b]) => weight(b) - weight(a)),
  };
}

function valuesOf(constants: readonly Constant[], architecture: Architecture) {
  return constants.map(([name, value, arm64]) =>
    [name, BigInt(architecture === "aarch64" ? arm64 ?? value : value)] as const
  );
}

function byNumber(values: readonly (readonly [string, bigint])[]): ReadonlyMap<bigint, string> {
  const names = new Map<bigint, string>();
  for (const [name, value] of values) if (!names.has(value)) names.set(value, name);
  return names;
}

function weight(value: bigint): number {
  return value.toString(2).replaceAll("0", "").length;
}

function tableOf(set: SymbolSet, architecture: Architecture): Table {
  // Every pair has a table: `tables` is built over the same two lists.
  return tables.get(`${set} ${architecture}`)!;
}

/** symbolValue returns the number of `name` in `set`, or undefined where it has no such name. */
export function symbolValue(
  set: SymbolSet,
  name: string,
  architecture: Architecture = "x86_64",
): bigint | undefined {
  return tableOf(set, architecture).values.get(name);
}

/** symbolNames lists the names of `set`, for completion and suggestions. */
export function symbolNames(set: SymbolSet): readonly string[] {
  return [...tableOf(set, "x86_64").values.keys()];
}

/** anySymbol finds `name` in whichever set has it, for fields that belong to no set. */
export function anySymbol(
  name: string,
  architecture: Architecture = "x86_64",
): { readonly set: SymbolSet; readonly value: bigint } | undefined {
  for (const set of SETS) {
    const value = symbolValue(set, name, architecture);
    if (value !== undefined) return { set, value };
  }
  return undefined;
}

/**
 * formatSymbols writes a number with the names of `set`: 577 as `O_WRONLY|O_CREAT|O_TRUNC`, bits
 * without a name in hex at the end; -2 of errno as `-ENOENT`; a mode as `S_IFREG|04755`. A number
 * that is not made of flags and has no name stays decimal.
 */
export function formatSymbols(
  set: SymbolSet,
  value: bigint,
  architecture: Architecture = "x86_64",
): string {
  const form = FORMS[set];
  switch (form.as) {
    case "one":
      return formatSymbol(set, value, architecture);
    case "error": {
      const name = value < 0n ? tableOf(set, architecture).names.get(-value) : undefined;
      return name === undefined ? `${value}` : `-${name}`;
    }
    case "flags":
      return value < 0n
        ? formatSymbol(set, value, architecture)
        : formatFlags(form, tableOf(set, architecture), value);
  }
}

/**
 * formatSymbol writes a number as the one name of `set` that it has, or else in decimal: dirfd -100
 * is `AT_FDCWD`.
 */
export function formatSymbol(
  set: SymbolSet,
  value: bigint,
  architecture: Architecture = "x86_64",
): string {
  return tableOf(set, architecture).names.get(value) ?? `${value}`;
}

function formatFlags(form: Form, { choices, bits }: Table, value: bigint): string {
  const mask = form.choice?.mask ?? 0n;
  const choice = choices.get(value & mask);
  const parts = choice === undefined ? [] : [choice];
  let rest = choice === undefined ? value : value & ~mask;
  if (form.octal) {
    return [...parts, ...rest > 0n ? [`0${rest.toString(8)}`] : []].join("|") || "0";
  }
  const taken: [name: string, value: bigint][] = [];
  for (const [name, bit] of bits) {
    if ((rest & bit) !== bit) continue;
    taken.push([name, bit]);
    rest &= ~bit;
  }
  taken.sort(([, a], [, b]) => (a < b ? -1 : 1));
  parts.push(...taken.map(([name]) => name));
  if (rest > 0n) parts.push(`0x${rest.toString(16)}`);
  return parts.join("|") || "0";
}
