import { fd, flags, i32, number, u32 } from "./fields.ts";
import type { Field, Kind } from "./kind.ts";

const PROCESS = "as the program counts pids, in its own pid namespace";

/** iovecs is how much process_vm_readv and process_vm_writev transfer at most. */
const iovecs = { as: "iovec-length", arg: 1, count: 2 } as const;

function identity(name: string, what: string): readonly Field[] {
  const keeps = "-1 leaves it as it is";
  return [
    number(name, 0, `${what} id that is asked for, of several the effective one; ${keeps}`),
    number("real_to", 1, `real ${what} id that is asked for, where the call names it; ${keeps}`),
    number("saved_to", 2, `saved ${what} id that is asked for, where the call names it; ${keeps}`),
  ];
}

/** CONTROL lists the kinds that act on other processes, and on what this one may do. */
export const CONTROL: readonly Kind[] = [
  {
    name: "kill",
    doc: "sends a signal",
    example: `kill { signal = SIGKILL, target != 0 }`,
    fields: [
      number("signal", 0, "signal; 0 only asks whether there is such a process", {
        symbols: "signal",
      }),
      number("target", 1, `process that it is for, of tkill the thread, ${PROCESS}`),
      fd(2, "descriptor of the process, for pidfd_send_signal"),
    ],
    calls: [
      { name: "kill", captures: { target: i32(0), signal: i32(1) } },
      { name: "tkill", captures: { target: i32(0), signal: i32(1) } },
      { name: "tgkill", captures: { target: i32(0), signal: i32(2) } },
      {
        name: "pidfd_send_signal",
        captures: { fd: i32(0), signal: i32(1), target: { as: "process", arg: 0 } },
      },
      { name: "rt_sigqueueinfo", captures: { target: i32(0), signal: i32(1) } },
      { name: "rt_tgsigqueueinfo", captures: { target: i32(0), signal: i32(2) } },
    ],
  },
  {
    name: "setuid",
    doc: "changes the user that a process runs as",
    example: `setuid { uid_to = 0, uid != 0 }`,
    fields: identity("uid_to", "user"),
    calls: [
      { name: "setuid", captures: { uid_to: i32(0) } },
      { name: "setreuid", captures: { real_to: i32(0), uid_to: i32(1) } },
      { name: "setresuid", captures: { real_to: i32(0), uid_to: i32(1), saved_to: i32(2) } },
      { name: "setfsuid", captures: { uid_to: i32(0) } },
    ],
  },
  {
    name: "setgid",
    doc: "changes the group that a process runs as",
    example: `setgid { gid_to = 0, gid != 0 }`,
    fields: identity("gid_to", "group"),
    calls: [
      { name: "setgid", captures: { gid_to: i32(0) } },
      { name: "setregid", captures: { real_to: i32(0), gid_to: i32(1) } },
      { name: "setresgid", captures: { real_to: i32(0), gid_to: i32(1), saved_to: i32(2) } },
      { name: "setfsgid", captures: { gid_to: i32(0) } },
    ],
  },
  {
    name: "capset",
    doc: "changes the capabilities of a thread",
    example: `capset { caps has CAP_SYS_ADMIN }`,
    fields: [
      flags("caps", 0, "effective capabilities that are asked for", { symbols: "capabilities" }),
      flags("permitted", 1, "permitted capabilities that are asked for", {
        symbols: "capabilities",
      }),
      flags("inheritable", 2, "inheritable capabilities that are asked for", {
        symbols: "capabilities",
      }),
    ],
    calls: [
      {
        // struct __user_cap_data_struct { u32 effective, permitted, inheritable; } [2]
        name: "capset",
        captures: {
          caps: { as: "capabilities", arg: 1, header: 0, offset: 0 },
          permitted: { as: "capabilities", arg: 1, header: 0, offset: 4 },
          inheritable: { as: "capabilities", arg: 1, header: 0, offset: 8 },
        },
      },
    ],
  },
  {
    name: "ptrace",
    doc: "traces another process",
    example: `ptrace { request in [PTRACE_ATTACH, PTRACE_SEIZE] }`,
    fields: [
      number("request", 0, "what is asked for", { symbols: "ptrace" }),
      number("target", 1, `thread that is traced, ${PROCESS}`),
    ],
    calls: [{ name: "ptrace", captures: { request: u32(0), target: i32(1) } }],
  },
  {
    name: "process_vm",
    doc: "reads or writes the memory of another process",
    example: `process_vm { syscall = "process_vm_writev" }`,
    fields: [
      number("target", 0, `process whose memory it is, ${PROCESS}`),
      number("len", 1, "number of bytes that are read or written at most"),
    ],
    calls: [
      { name: "process_vm_readv", captures: { target: i32(0), len: iovecs } },
      { name: "process_vm_writev", captures: { target: i32(0), len: iovecs } },
    ],
  },
  {
    name: "prctl",
    doc: "changes what the kernel does for a process",
    example: `prctl { option = PR_SET_NAME }`,
    fields: [number("option", 0, "what is asked for; arg1 and on say how", { symbols: "prctl" })],
    calls: [{ name: "prctl", captures: { option: i32(0) } }],
  },
  {
    name: "seccomp",
    doc: "restricts the system calls of a process",
    example: `seccomp { option = SECCOMP_SET_MODE_FILTER }`,
    fields: [
      number("option", 0, "operation", { symbols: "seccomp" }),
      flags("flags", 1, "SECCOMP_FILTER_FLAG_ bits"),
    ],
    calls: [{ name: "seccomp", captures: { option: u32(0), flags: u32(1) } }],
  },
];
