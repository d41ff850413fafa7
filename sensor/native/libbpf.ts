/** The part of libbpf 1.x that the sensor calls, through Deno's FFI. No C calls back into us. */
import { formatSymbols } from "../../compiler/kinds/constants.ts";
import { openFirst } from "./dlopen.ts";
import { SensorError, type SensorErrorCode } from "../errors.ts";

const SYMBOLS = {
  // libbpf_print_fn_t libbpf_set_print(libbpf_print_fn_t fn)
  libbpf_set_print: { parameters: ["pointer"], result: "pointer" },
  // const char *libbpf_version_string(void)
  libbpf_version_string: { parameters: [], result: "pointer" },
  // struct bpf_object *bpf_object__open_mem(const void *buf, size_t size,
  //     const struct bpf_object_open_opts *opts)
  bpf_object__open_mem: { parameters: ["buffer", "usize", "buffer"], result: "pointer" },
  // int bpf_object__load(struct bpf_object *obj)
  bpf_object__load: { parameters: ["pointer"], result: "i32" },
  // void bpf_object__close(struct bpf_object *obj)
  bpf_object__close: { parameters: ["pointer"], result: "void" },
  // struct bpf_map *bpf_object__find_map_by_name(const struct bpf_object *obj, const char *name)
  bpf_object__find_map_by_name: { parameters: ["pointer", "buffer"], result: "pointer" },
  // struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *obj,
  //     const char *name)
  bpf_object__find_program_by_name: { parameters: ["pointer", "buffer"], result: "pointer" },
  // int bpf_map__fd(const struct bpf_map *map)
  bpf_map__fd: { parameters: ["pointer"], result: "i32" },
  // int bpf_map__set_max_entries(struct bpf_map *map, __u32 max_entries)
  bpf_map__set_max_entries: { parameters: ["pointer", "u32"], result: "i32" },
  // int bpf_program__fd(const struct bpf_program *prog)
  bpf_program__fd: { parameters: ["pointer"], result: "i32" },
  // struct bpf_link *bpf_program__attach(const struct bpf_program *prog)
  bpf_program__attach: { parameters: ["pointer"], result: "pointer" },
  // int bpf_link__destroy(struct bpf_link *link)
  bpf_link__destroy: { parameters: ["pointer"], result: "i32" },
  // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
  bpf_map_update_elem: { parameters: ["i32", "buffer", "buffer", "u64"], result: "i32" },
  // int bpf_map_lookup_elem(int fd, const void *key, void *value)
  bpf_map_lookup_elem: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int bpf_map_delete_elem(int fd, const void *key)
  bpf_map_delete_elem: { parameters: ["i32", "buffer"], result: "i32" },
  // int bpf_map_get_next_key(int fd, const void *key, void *next_key)
  bpf_map_get_next_key: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
  // int bpf_obj_get_info_by_fd(int bpf_fd, void *info, __u32 *info_len)
  bpf_obj_get_info_by_fd: { parameters: ["i32", "buffer", "buffer"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

/** Libbpf is libbpf's functions that the sensor calls. */
export type Libbpf = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/** PATHS are where distributions put libbpf: Debian and its kin, Fedora and its kin, Arch. */
const PATHS = [
  `/usr/lib/${Deno.build.arch}-linux-gnu/libbpf.so.1`,
  `/lib/${Deno.build.arch}-linux-gnu/libbpf.so.1`,
  "/usr/lib64/libbpf.so.1",
  "/usr/lib/libbpf.so.1",
  "/usr/local/lib64/libbpf.so.1",
  "/usr/local/lib/libbpf.so.1",
];

/** ERRNO holds the errors that the sensor tells apart (asm-generic/errno-base.h). */
export const ERRNO = { EPERM: 1, ENOENT: 2, ESRCH: 3, E2BIG: 7, EACCES: 13, EEXIST: 17 } as const;

let opened: { readonly symbols: Libbpf; readonly path: string } | undefined;

/**
 * libbpf returns the library, opened at the first call and never closed. The variable
 * EXERAY_LIBBPF names another one. It throws a SensorError where there is none.
 */
export function libbpf(): Libbpf {
  return open().symbols;
}

/** libbpfVersion tells which libbpf is used and where it lies, such as "v1.1" at a path. */
export function libbpfVersion(): { readonly version: string; readonly path: string } {
  const { symbols, path } = open();
  const version = symbols.libbpf_version_string();
  return {
    version: version === null ? "unknown" : new Deno.UnsafePointerView(version).getCString(),
    path,
  };
}

function open(): { readonly symbols: Libbpf; readonly path: string } {
  if (opened === undefined) {
    // Empty is as good as unset, as in a unit file or a script.
    const chosen = variable("EXERAY_LIBBPF") || undefined;
    const { library, path } = openFirst(chosen === undefined ? PATHS : [chosen], SYMBOLS, {
      code: "libbpf",
      message: "Cannot open libbpf 1.x",
      remedy: chosen === undefined
        ? "Install it (Debian and Ubuntu: apt-get install libbpf1), or set EXERAY_LIBBPF to its path"
        : "Set EXERAY_LIBBPF to the absolute path of libbpf.so.1, or unset it",
    });
    // What it would print on standard error is said by our own errors instead.
    library.symbols.libbpf_set_print(null);
    opened = { symbols: library.symbols, path };
  }
  return opened;
}

/** variable reads an environment variable if that is permitted; it never asks for permission. */
function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** errorName returns the name of an errno value, such as "EPERM". */
export function errorName(errno: number): string {
  const name = formatSymbols("errno", BigInt(-errno));
  return name.startsWith("-E") ? name.slice(1) : `error ${errno}`;
}

/** unwrap returns what a call of libbpf returned, or throws where that is a negative errno. */
export function unwrap(
  result: number,
  doing: string,
  code: SensorErrorCode = "libbpf",
  remedy: string | null = null,
): number {
  if (result >= 0) return result;
  throw new SensorError(code, `Cannot ${doing}: ${errorName(-result)}`, { remedy });
}
