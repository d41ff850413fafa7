/** Golden tests of what is looked at: what a policy waits for, and what came near. */
import { pastLines } from "../../../repl/views/past.ts";
import { whyLines } from "../../../repl/views/why.ts";
import type { Why } from "../../../repl/why.ts";
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
      subject: null,
      complete: true,
      awaited: [
        { step: 0, fulfilled: { count: 0, latest: null }, kind: 0, misses: [] },
        { step: 2, fulfilled: { count: 0, latest: null }, kind: 3, misses: [] },
      ],
    }, screen)));

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
    };
    return [
      ...pastLines({ ...policy, policy: MATCH.policy, matches: 2 }, result, screen),
      ...pastLines({ ...policy, policy: MATCH.policy, matches: 1 }, result, screen),
      ...pastLines({ ...policy, matches: 0 }, { ...result, complete: false, matches: [] }, screen),
      ...pastLines(policy, { ...result, events: 0 }, screen),
    ];
  }));
