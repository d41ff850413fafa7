/** What live capture needs of a machine, each thing tried, with what mends it where it is missing. */
import { BTF, loadObject, PROGRAMS, REMEDY_BTF } from "./kernel/bpf_object.ts";
import { RING_BYTES } from "./kernel/bpf_source.ts";
import { SensorError } from "./errors.ts";
import { kernelBytes, kernelText } from "./native/kernel_files.ts";
import { libbpfVersion } from "./native/libbpf.ts";
import { pageSize } from "./native/libc.ts";
import { mountDetail, MOUNTS } from "./mounts.ts";

/** Finding is one thing that live capture needs, and whether this machine has it. */
export interface Finding {
  /** name is what it is, such as "BTF". */
  readonly name: string;
  /** ok: it is there. */
  readonly ok: boolean;
  /** detail is what was found, or what is missing. */
  readonly detail: string;
  /** remedy is the command or the step that mends it. */
  readonly remedy?: string;
}

/** OLDEST is the first kernel that has all that the sensor uses: the ring buffer came with it. */
const OLDEST = [5, 8] as const;

const REMEDY_HOOK =
  "Use a kernel built with CONFIG_BPF_EVENTS=y (every large distribution's is), as root";

const LOCKDOWN = "/sys/kernel/security/lockdown";

/** CAPABILITIES are the bits of /proc/self/status (include/uapi/linux/capability.h). */
const CAPABILITIES = { CAP_SYS_ADMIN: 21n, CAP_PERFMON: 38n, CAP_BPF: 39n } as const;

/** examine tries everything that live capture needs, in the order in which it is needed. */
export function examine(): Promise<readonly Finding[]> {
  return Promise.resolve([
    kernel(),
    typeInformation(),
    privileges(),
    lockdown(),
    library(),
    ...program(),
    ...mounts(),
  ]);
}

function kernel(): Finding {
  const release = Deno.osRelease();
  const [major = 0, minor = 0] = release.split(".").map((part) => Number.parseInt(part));
  const ok = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  return {
    name: "kernel",
    ok,
    detail: `Linux ${release} on ${Deno.build.arch}`,
    ...(ok ? {} : { remedy: `Linux ${OLDEST.join(".")} or newer is needed` }),
  };
}

function typeInformation(): Finding {
  return kernelBytes(BTF, 1) === null
    ? {
      name: "BTF",
      ok: false,
      detail: `${BTF} is not there`,
      remedy: REMEDY_BTF,
    }
    : { name: "BTF", ok: true, detail: BTF };
}

function privileges(): Finding {
  const held = capabilities();
  const names = Object.entries(CAPABILITIES)
    .filter(([, bit]) => (held >> bit & 1n) === 1n)
    .map(([name]) => name);
  const ok = names.includes("CAP_SYS_ADMIN") ||
    (names.includes("CAP_BPF") && names.includes("CAP_PERFMON"));
  const who = Deno.uid() === 0 ? "root" : `user ${Deno.uid()}`;
  return {
    name: "privileges",
    ok,
    detail: `${who}, with ${names.join(", ") || "none of " + Object.keys(CAPABILITIES).join(", ")}`,
    ...(ok ? {} : { remedy: "Run as root (sudo), or with CAP_BPF and CAP_PERFMON" }),
  };
}

function capabilities(): bigint {
  const status = kernelText("/proc/self/status") ?? "";
  return BigInt(`0x${/^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? "0"}`);
}

function lockdown(): Finding {
  const mode = /\[(\w+)\]/.exec(kernelText(LOCKDOWN) ?? "")?.[1];
  const ok = mode !== "confidentiality";
  return {
    name: "lockdown",
    ok,
    detail: mode ?? "off, or not shown here",
    ...(ok ? {} : {
      remedy: "Start the kernel without lockdown=confidentiality: it forbids reading memory",
    }),
  };
}

function library(): Finding {
  try {
    const { version, path } = libbpfVersion();
    return { name: "libbpf", ok: true, detail: `${version}, ${path}` };
  } catch (error) {
    return failed("libbpf", error);
  }
}

/** program loads the BPF program with the usual ring, and tries each of its hooks. */
function program(): readonly Finding[] {
  let object;
  try {
    object = loadObject({ ringBytes: RING_BYTES });
  } catch (error) {
    return [failed("BPF program", error)];
  }
  try {
    const hooks = PROGRAMS.map(({ name, hook }) =>
      attempt(hook, "attached", REMEDY_HOOK, () => object.attach(name))
    );
    // The producer's page, and the data twice in a row.
    const page = pageSize();
    const ring = attempt(
      "ring buffer",
      `${RING_BYTES >> 20} MiB by default, mapped into memory; --ring sets another size`,
      "Set a smaller size with --ring",
      () => object.mapMemory("exeray_ring", page, page + 2 * RING_BYTES, "read").unmap(),
    );
    return [{ name: "BPF program", ok: true, detail: "loaded" }, ...hooks, ring];
  } finally {
    object.close();
  }
}

/** mounts tells of what is mounted; nothing fails where it is not. */
function mounts(): readonly Finding[] {
  const table = kernelText("/proc/self/mounts") ?? "";
  return MOUNTS.map((mount) => ({
    name: mount.type,
    ok: true,
    detail: mountDetail(table, mount),
  }));
}

/** attempt finds that something can be done, or why not; `remedy` is what helps then. */
function attempt(name: string, detail: string, remedy: string, act: () => void): Finding {
  try {
    act();
    return { name, ok: true, detail };
  } catch (error) {
    // The error's own remedy is to ask the doctor.
    return { ...failed(name, error), remedy };
  }
}

function failed(name: string, error: unknown): Finding {
  if (!(error instanceof SensorError)) throw error;
  const detail = error.message;
  return { name, ok: false, detail, ...(error.remedy === null ? {} : { remedy: error.remedy }) };
}
