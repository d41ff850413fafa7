import type { Field, FieldType, ProcessPart } from "./kind.ts";

/** COMMON lists the fields that an event of every kind carries. */
export const COMMON: readonly Field[] = [
  number("pid", "pid", "process: what the kernel calls tgid"),
  number("tid", "tid", "thread that made the call"),
  number("ppid", "ppid", "parent process"),
  text("comm", "name of the thread, at most 15 bytes; the process can set it"),
  state("exe", "string", "absolute path of the program that the process runs"),
  number("uid", "uid", "real user id"),
  number("euid", "euid", "effective user id"),
  number("gid", "gid", "real group id"),
  number("session", "session", "session id: the pid of the session's leader"),
  state("container", "string", "container id, or empty; from the control group's path"),
  text("host", "name of the machine"),
  {
    ...number("ts", "ts", "time of the call, in ns since the session or recording began"),
    duration: true,
  },
  {
    name: "syscall",
    type: "string",
    at: { in: "call" },
    phase: "enter",
    doc: "name of the system call, such as creat for a file opened that way",
  },
  number("nr", "nr", "number of the system call on this machine's architecture"),
  {
    name: "ret",
    type: "number",
    at: { in: "result" },
    phase: "exit",
    symbols: "errno",
    doc: "what the call returned; an error is negative, as in -ENOENT",
  },
  ...[0, 1, 2, 3, 4, 5].map((index): Field => ({
    name: `arg${index}`,
    type: "number",
    at: { in: "argument", index },
    phase: "enter",
    doc: `argument ${index} as it stood in the register`,
  })),
  state("cmdline", "string", "arguments that the program was given, joined by one space"),
  state(
    "cwd",
    "string",
    "working directory, as of the attach, the last exec and every chdir since",
  ),
  {
    ...state("age", "number", "time since the last exec, that of a parent included, in ns"),
    duration: true,
  },
  state("parent.pid", "number", "process that made this one; it may be gone"),
  state("parent.comm", "string", "name that its parent had at the fork"),
  state("parent.exe", "string", "path of the program that its parent ran at the fork"),
  state("parent.cmdline", "string", "arguments of its parent at the fork, joined by one space"),
  state("parent.uid", "number", "real user id of its parent at the fork"),
  state(
    "ancestors",
    "list",
    "paths of the programs that its parent, that one's parent and so on ran at the forks",
  ),
];

function number(
  name: string,
  part: Extract<Field["at"], { in: "header" }>["part"],
  doc: string,
): Field {
  return { name, type: "number", at: { in: "header", part }, phase: "enter", doc };
}

function text(name: Extract<Field["at"], { in: "common" }>["text"], doc: string): Field {
  return { name, type: "string", at: { in: "common", text: name }, phase: "enter", doc };
}

function state(part: ProcessPart, type: FieldType, doc: string): Field {
  return { name: part, type, at: { in: "process", part }, phase: "enter", doc };
}
