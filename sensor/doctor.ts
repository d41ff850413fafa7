/** What live capture needs of a machine, each thing tried, with what mends it where it is missing. */
import { BTF, loadObject, PROGRAMS, REMEDY_BTF } from "./bpf_object.ts";
import { SensorError } from "./errors.ts";
import { kernelBytes, kernelText } from "./kernel_files.ts";
import { libbpfVersion } from "./libbpf.ts";
import { pageSize } from "./libc.ts";

/** Finding is one thing that live capture needs, and whether this machine has it. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** detail is what was found, or what is missing. */
  readonly detail: string;
  /** remedy is the command or the step that mends it. */
  readonly remedy?: string;
}

/** OLDEST is the first kernel that has all that the sensor uses: the ring buffer came with it. */
const OLDEST = [5, 8] as const;

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

/** program loads the BPF program with a small ring, and tries each of its hooks. */
function program(): readonly Finding[] {
  const ringBytes = pageSize();
  let object;
  try {
    object = loadObject({ ringBytes });
  } catch (error) {
    return [failed("BPF program", error)];
  }
  try {
    const hooks = PROGRAMS.map(({ name, hook }) =>
      attempt(hook, "attached", () => object.attach(name))
    );
    const ring = attempt(
      "ring buffer",
      "mapped into memory",
      () => object.mapMemory("exeray_ring", ringBytes, 3 * ringBytes, "read").unmap(),
    );
    return [{ name: "BPF program", ok: true, detail: "loaded" }, ...hooks, ring];
  } finally {
    object.close();
  }
}

function attempt(name: string, detail: string, act: () => void): Finding {
  try {
    act();
    return { name, ok: true, detail };
  } catch (error) {
    return failed(name, error);
  }
}

function failed(name: string, error: unknown): Finding {
  if (!(error instanceof SensorError)) throw error;
  const detail = error.message;
  return { name, ok: false, detail, ...(error.remedy === null ? {} : { remedy: error.remedy }) };
}
