import type { Kind } from "./kind.ts";

const ARGV = [
  {
    name: "argv",
    type: "list",
    at: { in: "bytes", slot: 1 },
    phase: "enter",
    doc: "arguments, argv[0] the name that the program is given",
  },
  {
    name: "argc",
    type: "number",
    at: { in: "number", slot: 0 },
    phase: "enter",
    doc: "number of arguments, argv[0] included",
  },
  {
    name: "args",
    type: "string",
    at: { in: "joined", slot: 1 },
    phase: "enter",
    doc: "arguments joined by one space",
  },
  {
    name: "env",
    type: "list",
    at: { in: "bytes", slot: 2 },
    phase: "enter",
    costly: true,
    doc: "environment, each entry NAME=VALUE",
  },
] as const;

/** PROCESSES lists the kinds that make, change and end processes. */
export const PROCESSES: readonly Kind[] = [
  {
    name: "execve",
    doc: "starts a program in place of the one that runs",
    example: `execve { filename =~ "/(curl|wget)$", argc > 1 }`,
    fields: [
      {
        name: "filename",
        aliases: ["pathname", "path"],
        type: "string",
        at: { in: "bytes", slot: 0 },
        phase: "enter",
        doc: "path of the program, as passed",
      },
      ...ARGV,
      {
        name: "dirfd",
        type: "number",
        at: { in: "number", slot: 1 },
        phase: "enter",
        symbols: "directory",
        doc: "directory that a relative path starts from, or with AT_EMPTY_PATH the program itself",
      },
      {
        name: "flags",
        type: "flags",
        at: { in: "number", slot: 2 },
        phase: "enter",
        symbols: "at",
        doc: "AT_ flags of execveat",
      },
      {
        name: "file",
        type: "string",
        at: { in: "bytes", slot: 3 },
        phase: "exit",
        costly: true,
        doc: "absolute path of the program that runs, resolved; of a script, its interpreter",
      },
    ],
    calls: [
      {
        name: "execve",
        captures: {
          filename: { as: "string", arg: 0 },
          argv: { as: "strings", arg: 1 },
          argc: { as: "strings-count", arg: 1 },
          env: { as: "strings", arg: 2 },
          dirfd: { as: "constant", value: -100 },
          flags: { as: "constant", value: 0 },
          file: { as: "program-path" },
        },
      },
      {
        name: "execveat",
        captures: {
          dirfd: { as: "i32", arg: 0 },
          filename: { as: "string", arg: 1 },
          argv: { as: "strings", arg: 2 },
          argc: { as: "strings-count", arg: 2 },
          env: { as: "strings", arg: 3 },
          flags: { as: "u32", arg: 4 },
          file: { as: "program-path" },
        },
      },
    ],
  },
  {
    name: "clone",
    doc: "makes a process or a thread",
    example: `clone { flags has CLONE_NEWUSER }`,
    fields: [
      {
        name: "flags",
        type: "flags",
        at: { in: "number", slot: 0 },
        phase: "enter",
        symbols: "clone",
        doc: "CLONE_ flags; fork and vfork carry what they imply",
      },
      {
        name: "child",
        type: "number",
        at: { in: "number", slot: 1 },
        phase: "exit",
        doc: "pid (of a thread: tid) that was made; ret has it in the caller's own pid namespace",
      },
    ],
    calls: [
      {
        name: "fork",
        captures: { flags: { as: "constant", value: 0 }, child: { as: "child" } },
      },
      {
        // vfork(2): CLONE_VFORK | CLONE_VM
        name: "vfork",
        captures: { flags: { as: "constant", value: 0x4100 }, child: { as: "child" } },
      },
      { name: "clone", captures: { flags: { as: "u32", arg: 0 }, child: { as: "child" } } },
      {
        // struct clone_args { u64 flags; ... }
        name: "clone3",
        captures: {
          flags: { as: "struct", arg: 0, offset: 0, bytes: 8 },
          child: { as: "child" },
        },
      },
    ],
  },
  {
    name: "exit",
    doc: "ends a thread or the whole process",
    example: `exit { status != 0 }`,
    fields: [
      {
        name: "status",
        type: "number",
        at: { in: "number", slot: 0 },
        phase: "enter",
        doc: "exit status as passed to the call",
      },
    ],
    calls: [
      { name: "exit", captures: { status: { as: "i32", arg: 0 } } },
      { name: "exit_group", captures: { status: { as: "i32", arg: 0 } } },
    ],
  },
];
