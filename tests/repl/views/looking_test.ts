/** Golden tests of what is looked at: what a policy waits for, and what came near. */
import assert from "node:assert/strict";
import { countersLines } from "../../../repl/views/counters.ts";
import { machineDiagram } from "../../../repl/views/diagram.ts";
import { policyMeaning } from "../../../repl/views/meaning.ts";
import { processLines, processTree } from "../../../repl/views/processes.ts";
import { runReport } from "../../../repl/views/run.ts";
import type { ProcessEntry } from "../../../sensor/processes/process_table.ts";
import { pastLines } from "../../../repl/views/past.ts";
import { whyLines } from "../../../repl/views/why.ts";
import type { Why } from "../../../repl/questions/why.ts";
import { golden } from "./golden.ts";
import { compile } from "../../../compiler/compile.ts";
import type { Machine } from "../../../compiler/machine.ts";
import { CREATED, MACHINE, MATCH, OPENED, POLICIES, RUNS, SOURCE } from "./samples.ts";

/** POLICY is the machine of the samples with all that only a compiled one has. */
const POLICY: Machine = compile(SOURCE).machines[0] ?? MACHINE;

/** WHY is a run that waits, with a near miss. */
export const WHY: Why = {
  subject: RUNS[0]?.subject ?? null,
  run: RUNS[0] ?? null,
  place: 1,
  ends: [],
  events: 52_310,
  complete: false,
  awaited: [
    {
      step: 0,
      fulfilled: { count: 0, latest: null },
      kind: 1204,
      misses: [
        {
          text: 'pathname =~ "^/etc/(shadow|gshadow)$"',
          count: 17,
          latest: CREATED,
          values: [{ field: { name: "pathname", element: null }, value: "/tmp/copy" }],
        },
        {
          text: "ret >= 0",
          count: 0,
          latest: null,
          values: [],
        },
      ],
    },
    { step: 1, fulfilled: { count: 2, latest: OPENED }, kind: 9, misses: [] },
  ],
};

Deno.test("whyLines shows what a run waits for and what came near", (t) =>
  golden(t, (screen) => whyLines(POLICY, WHY, screen)));

Deno.test("whyLines shows the first step where no run has begun", (t) =>
  golden(t, (screen) =>
    whyLines(POLICY, {
      ...WHY,
      run: null,
      place: 0,
      subject: null,
      complete: true,
      awaited: [
        { step: 0, fulfilled: { count: 0, latest: null }, kind: 0, misses: [] },
        { step: 2, fulfilled: { count: 0, latest: null }, kind: 3, misses: [] },
      ],
    }, screen)));

const BRANCHED = compile(`path "dropper" by process within 90s cooldown 5m until exit {} {
    openat { pathname = "/tmp/x", ret >= 0 }
    write {}..
    without chmod { mode has 0o111 }
    execve { filename startswith "/tmp/" } ?
    block "network" { connect { port = 443 } } :
    benign block "cleaned" { unlink {} }
}`).machines[0] ?? MACHINE;

Deno.test("whyLines shows how far runs have come where none is live", (t) =>
  golden(t, (screen) =>
    whyLines(POLICY, {
      ...WHY,
      run: null,
      complete: true,
      ends: [
        { policy: POLICY.name, state: 1, cause: "subject", count: 1300 },
        { policy: POLICY.name, state: 1, cause: "within", count: 2 },
      ],
    }, screen)));

Deno.test("machineDiagram draws a machine with the runs in it", (t) =>
  golden(t, (screen) => [
    ...machineDiagram(POLICY, [0, 2, 1], screen),
    "",
    ...machineDiagram(BRANCHED, [], screen),
  ]));

Deno.test("policyMeaning says in words what a policy waits for", (t) =>
  golden(t, (screen) => [
    ...policyMeaning(POLICY, screen),
    "",
    ...policyMeaning(BRANCHED, screen),
  ]));

Deno.test("countersLines says what a policy has done", (t) =>
  golden(t, (screen) => POLICIES.flatMap((one) => countersLines(one, screen))));

Deno.test("runReport shows a run with its evidence", (t) =>
  golden(t, (screen) =>
    RUNS.flatMap((run, index) => [
      ...runReport(index === 0 ? { ...run, age: 2.3e9 } : run, POLICY, screen),
      "",
    ])));

/** entry is a process of a listing. */
function entry(pid: number, ppid: number, name: string, kernel = false): ProcessEntry {
  return { pid, ppid, uid: pid === 7 ? null : 0, name, start: 0n, age: pid * 1e9, kernel };
}

const PROCESSES = [
  entry(1, 0, "/sbin/init"),
  entry(2, 0, "[kthreadd]", true),
  entry(7, 2, "[kworker]", true),
  entry(812, 1, "/usr/sbin/sshd -D"),
  entry(4242, 812, "sh -c ./run --with --many --words --that --no --screen --has --room --for"),
  entry(4250, 4242, "curl -s http://198.51.100.7/x"),
  entry(5000, 9999, "orphan"),
];

Deno.test("processLines shows processes as a tree, numbered, what is watched marked", (t) =>
  golden(t, (screen) => [
    ...processLines(processTree(PROCESSES, new Set([4242, 4250])), screen),
    "",
    ...processLines(processTree(PROCESSES, new Set(), "curl"), screen),
    "",
    ...processLines(processTree(PROCESSES, new Set(), "kworker"), screen),
    "",
    ...processLines(processTree(PROCESSES, new Set(), "nothing of that name"), screen),
  ]));

Deno.test("processTree lists each process once when parents go round in a circle", () => {
  const circle = [entry(3, 5, "a"), entry(4, 3, "b"), entry(5, 4, "c"), entry(6, 6, "d")];
  const listed = processTree([entry(1, 0, "init"), ...circle], new Set());
  assert.deepEqual(listed.map(({ process }) => process.name), ["init", "d", "a", "b", "c"]);
  const pids = processTree(PROCESSES, new Set()).map(({ process }) => process.pid);
  assert.deepEqual(pids, [1, 812, 4242, 4250, 5000]);
});

Deno.test("pastLines shows what a policy would have matched", (t) =>
  golden(t, (screen) => {
    const [policy] = POLICIES;
    if (policy === undefined) return [];
    const result = {
      events: 52_310,
      since: 0,
      until: 1,
      capacity: 100_000,
      complete: true,
      policies: [policy],
      matches: [MATCH],
      ends: [],
    };
    return [
      ...pastLines({ ...policy, policy: MATCH.policy, matches: 2 }, result, screen),
      ...pastLines({ ...policy, policy: MATCH.policy, matches: 1 }, result, screen),
      ...pastLines({ ...policy, matches: 0 }, { ...result, complete: false, matches: [] }, screen),
      ...pastLines(policy, { ...result, events: 0 }, screen),
    ];
  }));
