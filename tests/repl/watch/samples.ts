/** Models of `watch` for its tests: what a session was like, and where the analyst looks. */
import type { Machine } from "../../../compiler/machine.ts";
import type { RunStatus } from "../../../engine/report.ts";
import type { PolicyStatus } from "../../../session/types.ts";
import { statusOf } from "../../../repl/policies/policy.ts";
import { press } from "../../../repl/watch/keys.ts";
import {
  type Model,
  type Sample,
  START,
  withMoves,
  withSample,
} from "../../../repl/watch/model.ts";
import {
  BRANCHED,
  MACHINE,
  MATCH,
  OPENED,
  RUNS,
  SOURCE,
  TRANSITIONS,
  WRITTEN,
} from "../views/samples.ts";

/** NOW is when the samples are drawn, in ms. */
export const NOW = 10_000;

/** EMPTY is a session in which nothing is loaded and nothing is watched. */
export const EMPTY: Sample = {
  at: NOW,
  targets: [],
  policies: [],
  machines: new Map(),
  runs: [],
  matches: [],
  summary: {
    type: "summary",
    events: 0,
    matches: 0,
    dismissed: 0,
    suppressed: 0,
    dropped: 0,
    skipped: 0,
    policies: 0,
  },
};

const [OPEN_RUN] = RUNS;
if (OPEN_RUN === undefined) throw new Error("the samples have no run");

/** run is a live run of the first policy in a state, its subject a tree. */
export function run(id: number, state: number, left = 200e9): RunStatus {
  return {
    ...OPEN_RUN as RunStatus,
    subject: { by: "tree", id },
    state,
    stateName: MACHINE.states[state]?.name ?? "",
    waits: state === 1 ? ["write root:"] : ["execve /(curl|wget|nc|ncat|scp)", "write root:"],
    left,
    steps: [
      { line: 4, count: 1, first: OPENED },
      ...(state === 2 ? [{ line: 5, count: 1, first: WRITTEN }] : []),
    ],
  };
}

/** status is what a policy has done. */
export function status(machine: Machine, more: Partial<PolicyStatus>): PolicyStatus {
  return { ...statusOf(machine), ...more };
}

/** BUSY has one policy with runs at several states, a match, and a loss. */
export const BUSY: Sample = {
  ...EMPTY,
  targets: [
    { pid: 4000, name: "sh -c ./build.sh", follow: true, processes: 3 },
    { pid: 812, name: "nginx: worker process", follow: true, processes: 1 },
  ],
  policies: [
    status(MACHINE, { begun: 312, advanced: 40, matches: 1, live: 15, standing: [0, 2, 13] }),
    status(BRANCHED, {}),
  ],
  machines: new Map([[MACHINE.name, MACHINE], [BRANCHED.name, BRANCHED]]),
  runs: [run(4000, 1, 238.3e9), run(4011, 1, 20e9), run(4100, 2), run(4101, 2, 2.5e9)],
  matches: [{ number: 1, match: MATCH, source: SOURCE }],
  summary: {
    ...EMPTY.summary,
    events: 52_310,
    matches: 1,
    dropped: 1204,
    lost: { "ring full": 1204 },
    policies: 2,
  },
};

/** MANY has more policies than a screen has rows. */
export const MANY: Sample = {
  ...BUSY,
  ...(() => {
    const machines = Array.from({ length: 30 }, (_, index) => ({
      ...(index % 2 === 0 ? MACHINE : BRANCHED),
      name: `policy_${index + 1}`,
    }));
    return {
      machines: new Map(machines.map((machine) => [machine.name, machine])),
      policies: machines.map((machine, index) =>
        status(machine, index === 20 ? { begun: 1, live: 1, standing: [0, 1, 0] } : {})
      ),
    };
  })(),
  runs: [{ ...run(4000, 1), policy: "policy_21" }],
};

/** seen is a model that has taken in a sample, and one a second before with half the events. */
export function seen(sample: Sample): Model {
  const { summary } = sample;
  const earlier = {
    ...sample,
    at: NOW - 1000,
    summary: { ...summary, events: summary.events >> 1 },
  };
  return withSample(withSample(START, earlier), sample);
}

/** moved is a model in which a run has just gone from the first state to the second. */
export function moved(sample: Sample): Model {
  return withMoves(seen(sample), TRANSITIONS.slice(0, 2), NOW - 200);
}

/** pressed presses keys by their names, and characters. */
export function pressed(model: Model, ...names: readonly string[]): Model {
  return names.reduce((next, name) =>
    press(
      next,
      name.length === 1 ? { name: "text", text: name } : { name, text: "" },
      NOW,
      10,
    ), model);
}

/** LONG has many states, of which few are stood in. */
export const LONG: Machine = {
  ...MACHINE,
  name: "long",
  within: null,
  states: Array.from({ length: 40 }, (_, index) => ({
    name: index === 0 ? "start" : `after line ${index}: openat /srv/data/file_${index}`,
    edges: [{ step: 0, to: index === 39 ? "match" : index + 1, blocks: [], repeat: false }],
    without: [],
  })),
};
