/** A call of an strace log as an event of docs/formats.md: which argument is which field. */
import { anySymbol, symbolValue } from "../../compiler/kinds/constants.ts";
import type { Capture } from "../../compiler/kinds/capture.ts";
import type { Field } from "../../compiler/kinds/kind.ts";
import { ANY, kindForCall } from "../../compiler/kinds/kinds.ts";
import type { StraceArgs, StraceValue } from "./values.ts";

/** EventArgs are the fields of an event of a kind, and which of them are cut. */
export interface EventArgs {
  readonly kind: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly truncated: readonly string[];
}

/** Found is a field's value; undefined where the log does not say. */
interface Found {
  readonly value: unknown;
  readonly cut?: boolean;
}

/** NAMED are arguments that strace shows by name and not in their places. */
const NAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  clone: { flags: "flags" },
};

/** STRUCTS names the part of a struct that lies at an offset. */
const STRUCTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  openat2: { 0: "flags", 8: "mode", 16: "resolve" },
  clone3: { 0: "flags", 32: "exit_signal" },
};

/** argsOf returns the fields of a call: by the table for one with a kind, else as raw arguments. */
export function argsOf(syscall: string, given: StraceArgs): EventArgs {
  const found = kindForCall(syscall);
  const args: Record<string, unknown> = {};
  const truncated: string[] = [];
  for (const [index, value] of given.args.slice(0, 6).entries()) {
    const number = numeric(value);
    if (number !== null) args[`arg${index}`] = number;
  }
  const row = found?.rows.find(({ when }) =>
    when === undefined || when.in.some((value) => value === numeric(given.args[when.arg]))
  );
  if (found === undefined || row === undefined) return { kind: ANY.name, args, truncated };
  for (const field of found.kind.fields) {
    const capture = row.captures[field.name];
    if (capture === undefined) continue;
    const name = NAMED[syscall]?.[field.name];
    const one = name !== undefined
      ? { value: numeric(given.named.get(name), field) ?? undefined }
      : valueOf(syscall, capture, given.args, field);
    if (one.value === undefined) continue;
    args[field.name] = one.value;
    if (one.cut === true) truncated.push(field.name);
  }
  return { kind: found.kind.name, args, truncated };
}

function valueOf(
  syscall: string,
  capture: Capture,
  args: readonly StraceValue[],
  field: Field,
): Found {
  const at = "arg" in capture ? args[capture.arg] : undefined;
  switch (capture.as) {
    case "string":
      return capture.offset === undefined && capture.pointer === undefined ? textOf(at) : NOTHING;
    case "buffer":
      return textOf(at);
    case "iovec":
      return gathered(at);
    case "iovec-length":
      return { value: total(at) };
    case "strings":
      return stringsOf(at);
    case "strings-count":
      return { value: at?.is === "list" && !at.cut ? at.items.length : undefined };
    case "sockaddr":
      return partOf(at, capture.part);
    case "i32":
    case "u32":
    case "u64":
      return { value: numeric(at, field) ?? undefined };
    case "struct": {
      const name = STRUCTS[syscall]?.[capture.offset];
      const part = at?.is === "struct" && name !== undefined ? at.parts.get(name) : undefined;
      return { value: numeric(part, field) ?? undefined };
    }
    case "constant":
      return { value: capture.value };
    case "descriptor-path":
      return { value: at?.is === "word" ? at.path ?? undefined : undefined };
    default:
      // What only the kernel can tell is in no log; results the reader of events fills in.
      return NOTHING;
  }
}

const NOTHING: Found = { value: undefined };

function textOf(value: StraceValue | undefined): Found {
  return value?.is === "text" ? { value: value.text, cut: value.cut } : NOTHING;
}

function stringsOf(value: StraceValue | undefined): Found {
  if (value?.is !== "list") return NOTHING;
  const texts = value.items.flatMap((each) => each.is === "text" ? [each] : []);
  return {
    value: texts.map(({ text }) => text),
    cut: value.cut || texts.some(({ cut }) => cut),
  };
}

function gathered(value: StraceValue | undefined): Found {
  if (value?.is !== "list") return NOTHING;
  const texts = value.items.flatMap((each) => {
    const base = each.is === "struct" ? each.parts.get("iov_base") : undefined;
    return base?.is === "text" ? [base] : [];
  });
  if (texts.length < value.items.length) return NOTHING;
  const first = texts.findIndex(({ cut }) => cut);
  const whole = first < 0 ? texts : texts.slice(0, first + 1);
  return { value: whole.map(({ text }) => text).join(""), cut: value.cut || first >= 0 };
}

function total(value: StraceValue | undefined): number | bigint | undefined {
  if (value?.is !== "list" || value.cut) return undefined;
  let sum = 0n;
  for (const each of value.items) {
    const length = each.is === "struct" ? numeric(each.parts.get("iov_len")) : null;
    if (length === null) return undefined;
    sum += BigInt(length);
  }
  return fitting(sum);
}

function partOf(value: StraceValue | undefined, part: "family" | "ip" | "port" | "path"): Found {
  if (value?.is !== "struct") return NOTHING;
  const { parts } = value;
  switch (part) {
    case "family": {
      const family = parts.get("sa_family");
      return { value: numeric(family) ?? undefined };
    }
    case "ip":
      // inet_addr("127.0.0.1"), or among the parts inet_pton(AF_INET6, "::1", &sin6_addr).
      return textOf(
        textIn(parts.get("sin_addr")) ??
          textIn(value.items.find((each) => each.is === "call" && each.name === "inet_pton")),
      );
    case "port": {
      const port = parts.get("sin_port") ?? parts.get("sin6_port");
      return { value: port?.is === "call" ? numeric(port.args[0]) ?? undefined : undefined };
    }
    case "path":
      return textOf(parts.get("sun_path"));
  }
}

function textIn(value: StraceValue | undefined): StraceValue | undefined {
  return value?.is === "call" ? value.args.find(({ is }) => is === "text") : undefined;
}

/** numeric returns a number, or names of constants joined by `|`; null where it is neither. */
function numeric(value: StraceValue | undefined, field?: Field): number | bigint | null {
  if (value?.is !== "word" || value.text === "") return null;
  if (value.text === "NULL") return 0;
  let sum = 0n;
  for (const name of value.text.split("|")) {
    const one = literal(name) ??
      (field?.symbols === undefined ? undefined : symbolValue(field.symbols, name)) ??
      anySymbol(name)?.value;
    if (one === undefined) return null;
    sum |= one;
  }
  return sum >= -(2n ** 63n) && sum < 2n ** 64n ? fitting(sum) : null;
}

function literal(text: string): bigint | undefined {
  const [, sign, digits = ""] = /^(-?)(0x[0-9a-f]{1,16}|\d{1,20})$/i.exec(text) ?? [];
  if (digits === "") return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  const number = BigInt(octal ? `0o${digits}` : digits);
  return sign === "-" ? -number : number;
}

function fitting(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
