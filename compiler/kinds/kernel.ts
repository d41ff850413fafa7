import { fd, flags, i32, number, opened, openPath, string, text, u32, u64 } from "./fields.ts";
import type { Kind } from "./kind.ts";

/** KERNEL lists the kinds that change the kernel itself or look into it. */
export const KERNEL: readonly Kind[] = [
  {
    name: "module",
    doc: "loads or removes a kernel module",
    example: `module { path !~ "^/(usr/)?lib/modules/", syscall = "finit_module" }`,
    fields: [
      text("name", 0, "name of the module, for delete_module"),
      openPath(1),
      text("params", 2, "parameters of the module, for the calls that load one"),
      fd(1, "descriptor of the module, for finit_module"),
      flags("flags", 0, "MODULE_INIT_ flags, of delete_module O_NONBLOCK and O_TRUNC", {
        symbols: "module",
      }),
      number("len", 2, "length of the module in bytes, for init_module"),
    ],
    calls: [
      { name: "init_module", captures: { len: u64(1), params: string(2) } },
      {
        name: "finit_module",
        captures: { fd: i32(0), params: string(1), flags: u32(2), path: opened(0) },
      },
      { name: "delete_module", captures: { name: string(0), flags: u32(1) } },
    ],
  },
  {
    name: "bpf",
    doc: "uses BPF: programs and maps in the kernel",
    example: `bpf { cmd = BPF_PROG_LOAD }`,
    fields: [
      number("cmd", 0, "command", { symbols: "bpf" }),
      text("name", 0, "name of the program or map that is loaded, or of the tracepoint"),
      text("path", 1, "path that is pinned or opened, as passed", { aliases: ["pathname"] }),
      number("type", 1, "type of the program or map that is loaded"),
    ],
    calls: [
      {
        // union bpf_attr: u32 prog_type; ... char prog_name[16] at 48
        name: "bpf",
        when: { arg: 0, in: [5] },
        captures: {
          cmd: i32(0),
          type: { as: "struct", arg: 1, offset: 0, bytes: 4 },
          name: { as: "string", arg: 1, offset: 48 },
        },
      },
      {
        // BPF_MAP_CREATE: u32 map_type; ... char map_name[16] at 28
        name: "bpf",
        when: { arg: 0, in: [0] },
        captures: {
          cmd: i32(0),
          type: { as: "struct", arg: 1, offset: 0, bytes: 4 },
          name: { as: "string", arg: 1, offset: 28 },
        },
      },
      {
        // BPF_OBJ_PIN, BPF_OBJ_GET: u64 pathname
        name: "bpf",
        when: { arg: 0, in: [6, 7] },
        captures: { cmd: i32(0), path: { as: "string", arg: 1, offset: 0, pointer: true } },
      },
      {
        // BPF_RAW_TRACEPOINT_OPEN: u64 name
        name: "bpf",
        when: { arg: 0, in: [17] },
        captures: { cmd: i32(0), name: { as: "string", arg: 1, offset: 0, pointer: true } },
      },
      { name: "bpf", captures: { cmd: i32(0) } },
    ],
  },
  {
    name: "kexec",
    doc: "loads another kernel to be started",
    example: `kexec {}`,
    fields: [
      fd(0, "descriptor of the kernel, for kexec_file_load"),
      openPath(0),
      text("params", 1, "command line of the kernel, for kexec_file_load"),
      flags("flags", 1, "KEXEC_ flags of kexec_load; those of kexec_file_load are in arg4", {
        symbols: "kexec",
      }),
    ],
    calls: [
      { name: "kexec_load", captures: { flags: u64(3) } },
      {
        name: "kexec_file_load",
        captures: { fd: i32(0), params: string(3), path: opened(0) },
      },
    ],
  },
  {
    name: "perf",
    doc: "opens a counter or a trace of the kernel's",
    example: `perf { type = PERF_TYPE_TRACEPOINT }`,
    fields: [
      number("type", 0, "type of the event", { symbols: "perf" }),
      number("config", 1, "event among those of its type"),
      number("target", 2, "thread that is watched; -1 is all, 0 the caller"),
      number("cpu", 3, "CPU that is watched; -1 is all"),
      flags("flags", 4, "PERF_FLAG_ bits"),
    ],
    calls: [
      {
        // struct perf_event_attr { u32 type; u32 size; u64 config; ... }
        name: "perf_event_open",
        captures: {
          type: { as: "struct", arg: 0, offset: 0, bytes: 4 },
          config: { as: "struct", arg: 0, offset: 8, bytes: 8 },
          target: i32(1),
          cpu: i32(2),
          flags: u64(4),
        },
      },
    ],
  },
  {
    name: "keyctl",
    doc: "uses the kernel's keys",
    example: `keyctl { cmd = KEYCTL_READ }`,
    fields: [
      number("cmd", 0, "command, for keyctl itself", { symbols: "keyctl" }),
      text("type", 0, "type of the key that is added or asked for, such as user"),
      text("name", 1, "description of the key that is added or asked for"),
    ],
    calls: [
      { name: "keyctl", captures: { cmd: i32(0) } },
      { name: "add_key", captures: { type: string(0), name: string(1) } },
      { name: "request_key", captures: { type: string(0), name: string(1) } },
    ],
  },
  {
    name: "io_uring",
    doc: "sets up or feeds an io_uring: what is done through it is not seen",
    example: `io_uring {}`,
    fields: [
      fd(0, "descriptor of the ring; of io_uring_setup, the one that was made is ret"),
      number("entries", 1, "entries of the ring, or how many are submitted or registered"),
      flags("flags", 2, "IORING_SETUP_ or IORING_ENTER_ bits"),
      number("cmd", 3, "what io_uring_register registers"),
    ],
    calls: [
      {
        // struct io_uring_params { u32 sq_entries; u32 cq_entries; u32 flags; ... }
        name: "io_uring_setup",
        captures: { entries: u32(0), flags: { as: "struct", arg: 1, offset: 8, bytes: 4 } },
      },
      { name: "io_uring_enter", captures: { fd: i32(0), entries: u32(1), flags: u32(3) } },
      { name: "io_uring_register", captures: { fd: i32(0), cmd: u32(1), entries: u32(3) } },
    ],
  },
];
