import assert from "node:assert/strict";
import fc from "fast-check";
import type { Machine } from "../../../compiler/machine.ts";
import type { EventData, EventValue, Match } from "../../../engine/report.ts";
import { doctorReport } from "../../../repl/views/doctor.ts";
import { machineDiagram } from "../../../repl/views/diagram.ts";
import { policyMeaning } from "../../../repl/views/meaning.ts";
import { processLines, processTree } from "../../../repl/views/processes.ts";
import { runReport } from "../../../repl/views/run.ts";
import { eventLine } from "../../../repl/views/event.ts";
import { machineLine, machineStrip } from "../../../repl/views/machine.ts";
import { matchLine, matchReport } from "../../../repl/views/match.ts";
import { errorNote, pastLine, pastLines, stepNote, stepsLines } from "../../../repl/views/past.ts";
import { COLOURED } from "../../../repl/views/palette.ts";
import { policyTable } from "../../../repl/views/policies.ts";
import { reportLines } from "../../../repl/views/report.ts";
import type { Screen } from "../../../repl/views/screen.ts";
import { stateTable } from "../../../repl/views/state.ts";
import { targetTable } from "../../../repl/views/targets.ts";
import { trialTable } from "../../../repl/views/trials.ts";
import { transitionLine } from "../../../repl/views/transition.ts";
import { whyLines } from "../../../repl/views/why.ts";
import { toLine } from "../../../repl/results/ndjson.ts";
import { drawWatch } from "../../../repl/watch/screen.ts";
import { width } from "../../../repl/views/width.ts";
import { withoutColour } from "./golden.ts";
import { HARMFUL, HOSTILE, hostileText } from "./hostile.ts";
import { BUSY, NOW, pressed, run, seen, status } from "../watch/samples.ts";
import { EVENTS, MACHINE, MATCH, POLICIES, RUNS, SOURCE, TRANSITIONS } from "./samples.ts";

/** CUT are the views whose lines always keep to the screen; a machine's line may run on. */
const VIEWS: readonly (readonly [
  name: string,
  cut: boolean,
  draw: (text: string, screen: Screen) => readonly string[],
])[] = [
  ["event", true, (text, screen) => EVENTS.map((one) => eventLine(poisoned(one, text), screen))],
  ["match", true, (text, screen) => [matchLine(match(text), screen, { number: 1 })]],
  ["explain", true, (text, screen) => matchReport(match(text), screen, { source: source(text) })],
  [
    "state",
    true,
    (text, screen) =>
      stateTable(
        RUNS.map((run) => ({
          ...run,
          policy: text,
          subject: { by: "container" as const, id: text },
          stateName: text,
          waits: [text, text],
          steps: match(text).steps,
        })),
        screen,
      ),
  ],
  [
    "policies",
    true,
    (text, screen) =>
      policyTable(POLICIES.map((one) => ({ ...one, policy: text, waits: [text] })), screen),
  ],
  [
    "targets",
    true,
    (text, screen) =>
      targetTable([{ pid: 1, name: text, follow: true, processes: 1 }, {
        pid: 2,
        name: "sh",
        follow: true,
        processes: 1,
      }], screen),
  ],
  ["machine", false, (text, screen) => [machineLine(machine(text), screen)]],
  [
    "strip",
    true,
    (text, screen) =>
      ([0, 1, 2, "match"] as const).map((place) => machineStrip(machine(text), place, screen)),
  ],
  [
    "transition",
    true,
    (text, screen) =>
      TRANSITIONS.map((one) =>
        transitionLine(
          {
            ...one,
            policy: text,
            subject: { by: "container", id: text },
            ...(one.event === undefined ? {} : { event: poisoned(one.event, text) }),
          },
          screen,
          machine(text),
        )
      ),
  ],
  [
    "report",
    true,
    (text, screen) =>
      ([
        { type: "dismissed", policy: text, subject: { by: "host", id: text }, start: 0, end: 1 },
        { type: "lost", count: 1, cause: text, ts: 0 },
        { type: "warning", message: text, ts: 0 },
      ] as const).flatMap((report) => reportLines(report, screen)),
  ],
  ["watch", true, (text, screen) => watchScreens(text, screen)],
  [
    "past",
    true,
    (text, screen) => [
      ...stepsLines(machine(text), new Map(), screen),
      ...pastLines(
        { ...POLICIES[0]!, policy: text }, // there are samples
        {
          events: 7,
          since: 0,
          until: 1,
          capacity: 9,
          complete: false,
          policies: [],
          matches: [match(text)],
          ends: [],
        },
        screen,
      ),
    ],
  ],
  [
    "line",
    false,
    (text, screen) => [
      pastLine({ ...POLICIES[0]!, policy: text }, 7), // there are samples
      stepNote(machine(text), 0, {
        label: true,
        seen: { fulfilled: 1, events: 2, complete: false },
      }, screen),
      ...errorNote(
        {
          severity: "error",
          message: text,
          hint: text,
          file: text,
          span: { start: 1, end: 2, line: 1, column: 2 },
        },
        text,
        screen,
      ),
    ],
  ],
  [
    "why",
    true,
    (text, screen) => {
      const event = poisoned(EVENTS[0]!, text); // there are samples
      const found = { count: 3, latest: event };
      const values = [{ field: { name: text, element: 1 }, value: text }];
      return whyLines({ ...machine(text), source: text.padEnd(2000) }, {
        subject: { by: "container", id: text },
        run: null,
        place: 1,
        ends: [{ policy: text, state: 1, cause: "subject", count: 1 }],
        events: 9,
        complete: false,
        awaited: [0, 1].map((step) => ({
          step,
          fulfilled: found,
          kind: 4,
          misses: [{ text, ...found, values }],
        })),
      }, screen);
    },
  ],
  [
    "ndjson",
    false,
    (text) =>
      [
        ...EVENTS.map((one) => toLine(poisoned(one, text))),
        toLine(match(text)),
      ].map((line) => line.trimEnd()),
  ],
  ["diagram", true, (text, screen) => machineDiagram(machine(text), [1, 2], screen)],
  [
    "meaning",
    true,
    (text, screen) =>
      policyMeaning(
        { ...machine(text), source: text.padEnd(2000), annotations: [[text, text]] },
        screen,
      ),
  ],
  [
    "run",
    true,
    (text, screen) =>
      runReport(
        {
          ...RUNS[0]!, // there are samples
          policy: text,
          subject: { by: "container", id: text },
          waits: [text],
          steps: match(text).steps,
        },
        { ...machine(text), source: source(text) },
        screen,
      ),
  ],
  [
    "ps",
    true,
    (text, screen) =>
      processLines(
        processTree(
          [1, 2].map((pid) => ({
            pid,
            ppid: pid - 1,
            uid: 0,
            name: text,
            start: 0n,
            age: 1,
            kernel: false,
          })),
          new Set([2]),
        ),
        screen,
      ),
  ],
  [
    "trials",
    true,
    (text, screen) =>
      trialTable([{
        recording: text,
        machines: [],
        expected: "match",
        events: 1,
        skipped: 1,
        dropped: 1,
        matches: new Map([[text, 1]]),
        reached: new Map([[text, text]]),
      }], screen),
  ],
  [
    "doctor",
    true,
    (text, screen) => doctorReport([{ name: text, ok: false, detail: text, remedy: text }], screen),
  ],
];

for (const [name, cut, draw] of VIEWS) {
  Deno.test(`the ${name} view lets nothing harmful through when all texts are hostile`, () => {
    const check = (text: string) => {
      for (const columns of [40, 80, 200]) {
        for (const line of draw(text, { palette: COLOURED, columns })) {
          assert.doesNotMatch(withoutColour(line), HARMFUL);
          if (cut) assert.ok(width(line) <= columns, `${width(line)} > ${columns}: ${line}`);
        }
      }
    };
    for (const text of HOSTILE) check(text);
    fc.assert(fc.property(hostileText(), check), { numRuns: 50 });
  });
}

/** poisoned puts `text` everywhere in an event where a process could. */
function poisoned(event: EventData, text: string): EventData {
  const args: [string, EventValue][] = Object.entries(event.args).map(([key, value]) => [
    key,
    typeof value === "string" ? text : typeof value === "object" ? [text, text] : value,
  ]);
  return {
    ...event,
    comm: text,
    exe: text,
    container: text,
    // A recording can hold any names at all.
    syscall: text,
    args: Object.fromEntries([...args, [text, text]]),
  };
}

/** watchScreens are all pages of `watch`, with texts that a process could choose, and a filter. */
function watchScreens(text: string, screen: Screen): readonly string[] {
  const poisonedRun = {
    ...run(1, 1),
    policy: text,
    subject: { by: "container" as const, id: text },
    stateName: text,
    waits: [text],
    steps: match(text).steps,
  };
  const sample = {
    ...BUSY,
    targets: [{ pid: 1, name: text, follow: true, processes: 2 }],
    policies: [status(machine(text), { begun: 1, live: 1, standing: [0, 1, 0] })],
    machines: new Map([[text, machine(text)]]),
    runs: [poisonedRun],
    matches: [{ number: 1, match: match(text), source: source(text) }],
    summary: { ...BUSY.summary, lost: { [text]: 3 } },
  };
  const model = seen(sample);
  return [
    model,
    pressed(model, "enter"),
    pressed(model, "j", "enter"),
    pressed(model, "m"),
    pressed(model, "m", "enter"),
    { ...model, filter: text },
    { ...model, filter: text, typing: true },
  ].flatMap((one) => drawWatch(one, { screen, rows: 40, now: NOW }).lines);
}

function match(text: string): Match {
  return {
    ...MATCH,
    policy: text,
    subject: { by: "container", id: text },
    blocks: [text, text],
    steps: EVENTS.map((event) => ({
      line: 4,
      count: 2,
      first: poisoned(event, text),
      last: poisoned(event, text),
    })),
    description: [text],
    [`a${text}`]: [text],
  };
}

function machine(text: string): Machine {
  return {
    ...MACHINE,
    name: text,
    steps: MACHINE.steps.map((step) => ({ ...step, label: text })),
    states: MACHINE.states.map((state) => ({ ...state, name: text })),
  };
}

function source(text: string): string {
  return `\n\n\n${text}\n${SOURCE}`;
}
