/** The BPF object in the kernel: loaded, attached, its maps by name. */
import { ERRNO, errorName, type Libbpf, libbpf, unwrap } from "../native/libbpf.ts";
import { cString, lastError, type Mapping, mapShared } from "../native/libc.ts";
import { SensorError } from "../errors.ts";
import { kernelBytes } from "../native/kernel_files.ts";

/** PROGRAMS lists the programs of bpf/exeray.bpf.c with the tracepoints they hang on. */
export const PROGRAMS = [
  // The ends come first: a process must not be seen to begin before its end can be seen.
  { name: "exeray_end", hook: "sched_process_exit" },
  { name: "exeray_fork", hook: "sched_process_fork" },
  { name: "exeray_exec", hook: "sched_process_exec" },
  { name: "exeray_return", hook: "sys_exit" },
  { name: "exeray_enter", hook: "sys_enter" },
] as const;

/** BTF is where the kernel describes its own types, and REMEDY_BTF what to do where it does not. */
export const BTF = "/sys/kernel/btf/vmlinux";
export const REMEDY_BTF =
  "Use a kernel built with CONFIG_DEBUG_INFO_BTF=y (every large distribution's is)";

const LOG_BYTES = 4 << 20;
const REMEDY_PRIVILEGE = "Run as root, or with the capabilities CAP_BPF and CAP_PERFMON";

/**
 * BpfObject is the object in the kernel; {@link loadObject} makes one. Programs and maps live as
 * long as this process holds them: however it ends, nothing stays behind.
 */
export class BpfObject {
  readonly #libbpf: Libbpf;
  readonly #object: Deno.PointerObject;
  readonly #links: Deno.PointerObject[] = [];
  #closed = false;

  constructor(libbpf: Libbpf, object: Deno.PointerObject) {
    this.#libbpf = libbpf;
    this.#object = object;
  }

  /** attach hangs one program on its tracepoint. */
  attach(name: string): void {
    const program = this.#program(name);
    const link = this.#libbpf.bpf_program__attach(program);
    if (link === null) {
      const errno = lastError();
      throw new SensorError(
        errno === ERRNO.EPERM || errno === ERRNO.EACCES ? "privilege" : "kernel",
        `Cannot attach to the kernel: ${name}: ${errorName(errno)}`,
        { remedy: "See what doctor says" },
      );
    }
    this.#links.push(link);
  }

  /** map returns the descriptor of a map. It belongs to the object. */
  map(name: string): number {
    const map = this.#libbpf.bpf_object__find_map_by_name(this.#object, cString(name));
    if (map === null) throw new SensorError("fault", `Cannot find the map "${name}"`);
    return unwrap(this.#libbpf.bpf_map__fd(map), `use the map "${name}"`);
  }

  /** mapMemory maps a part of a map's memory into this process. */
  mapMemory(name: string, offset: number, length: number, access: "read" | "write"): Mapping {
    const mapping = mapShared(this.map(name), offset, length, access);
    if (mapping !== null) return mapping;
    throw new SensorError("kernel", `Cannot map "${name}" into memory: ${errorName(lastError())}`);
  }

  /**
   * missed returns how often the kernel did not run a program because the same one was already
   * running on that CPU; 0 where it does not tell (before 5.12).
   */
  missed(): number {
    let total = 0n;
    for (const { name } of PROGRAMS) {
      const info = new Uint8Array(PROG_INFO.bytes);
      const length = new Uint32Array([info.length]);
      const fd = this.#libbpf.bpf_program__fd(this.#program(name));
      if (this.#libbpf.bpf_obj_get_info_by_fd(fd, info, length) < 0) continue;
      total += new DataView(info.buffer).getBigUint64(PROG_INFO.recursionMisses, true);
    }
    return Number(total);
  }

  /** close takes everything out of the kernel. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const link of this.#links) this.#libbpf.bpf_link__destroy(link);
    this.#libbpf.bpf_object__close(this.#object);
  }

  #program(name: string): Deno.PointerObject {
    const program = this.#libbpf.bpf_object__find_program_by_name(this.#object, cString(name));
    if (program === null) throw new SensorError("fault", `Cannot find the program "${name}"`);
    return program;
  }
}

/** PROG_INFO is where struct bpf_prog_info (include/uapi/linux/bpf.h) has what we read. */
const PROG_INFO = { bytes: 232, recursionMisses: 208 } as const;

/** loadObject puts the object for this machine into the kernel; `ringBytes` is its ring's size. */
export function loadObject(options: { readonly ringBytes: number }): BpfObject {
  const library = libbpf();
  const bytes = readObject();
  const object = open(library, bytes, options.ringBytes, null);
  const result = library.bpf_object__load(object);
  if (result >= 0) return new BpfObject(library, object);
  library.bpf_object__close(object);
  throw refusal(-result, logOf(library, bytes, options.ringBytes));
}

function readObject(): Uint8Array<ArrayBuffer> {
  const url = new URL(`../../bpf/exeray.${Deno.build.arch}.bpf.o`, import.meta.url);
  try {
    return Deno.readFileSync(url);
  } catch (error) {
    throw new SensorError("load", `Cannot read the BPF object for ${Deno.build.arch}`, {
      remedy: "Build it with deno task bpf",
      cause: error,
    });
  }
}

function open(
  library: Libbpf,
  bytes: Uint8Array<ArrayBuffer>,
  ringBytes: number,
  log: Uint8Array<ArrayBuffer> | null,
): Deno.PointerObject {
  const name = cString("exeray");
  const object = library.bpf_object__open_mem(bytes, BigInt(bytes.length), options(name, log));
  if (object === null) {
    throw new SensorError("load", `Cannot open the BPF object: ${errorName(lastError())}`, {
      remedy: "Build it again with deno task bpf",
    });
  }
  const ring = library.bpf_object__find_map_by_name(object, cString("exeray_ring"));
  unwrap(library.bpf_map__set_max_entries(ring, ringBytes), "size the ring buffer");
  return object;
}

/** options fills struct bpf_object_open_opts of libbpf 1.x. */
function options(
  name: Uint8Array<ArrayBuffer>,
  log: Uint8Array<ArrayBuffer> | null,
): Uint8Array<ArrayBuffer> {
  const address = (bytes: Uint8Array<ArrayBuffer>) =>
    BigInt(Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes)));
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true); // size_t sz
  view.setBigUint64(8, address(name), true); // const char *object_name
  if (log !== null) {
    view.setBigUint64(56, address(log), true); // char *kernel_log_buf
    view.setBigUint64(64, BigInt(log.length), true); // size_t kernel_log_size
  }
  return bytes;
}

/** logOf loads the object again, in vain, for what the kernel has to say about it. */
function logOf(library: Libbpf, bytes: Uint8Array<ArrayBuffer>, ringBytes: number): string {
  const log = new Uint8Array(LOG_BYTES);
  const object = open(library, bytes, ringBytes, log);
  library.bpf_object__load(object);
  library.bpf_object__close(object);
  const end = log.indexOf(0);
  return new TextDecoder().decode(end < 0 ? log : log.subarray(0, end));
}

/** refusal makes one line of cause and one of remedy out of what the kernel said. */
function refusal(errno: number, log: string): SensorError {
  const name = errorName(errno);
  if (errno === ERRNO.EPERM) {
    return new SensorError("privilege", `Cannot load the BPF program: ${name}`, {
      remedy: REMEDY_PRIVILEGE,
      log,
    });
  }
  if (kernelBytes(BTF, 1) === null) {
    return new SensorError("kernel", `Cannot load the BPF program: ${BTF} is not there`, {
      remedy: REMEDY_BTF,
      log,
    });
  }
  const reason = verdict(log);
  return new SensorError(
    "load",
    `Cannot load the BPF program: ${name}${reason === null ? "" : `: ${reason}`}`,
    { remedy: "Tell the project the kernel's version and the error's log", log },
  );
}

/** verdict finds the line of a verifier's log that says what is wrong: the last before its sums. */
export function verdict(log: string): string | null {
  const lines = log.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const sums = lines.findLastIndex((line) => line.startsWith("processed "));
  return lines[sums < 0 ? lines.length - 1 : sums - 1] ?? null;
}
