import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import type { Machine } from "../../compiler/machine.ts";
import { Engine } from "../../engine/engine.ts";
import type { Dismissed } from "../../engine/report.ts";
import { type Letter, naive } from "./naive.ts";
import { record } from "./support.ts";

const LETTERS = ["a", "b", "c"];

/** A step takes one letter or two. */
const step = fc.oneof(
  fc.constantFrom(...LETTERS).map((letter) => `openat { pathname = "/${letter}" }`),
  fc.subarray(LETTERS, { minLength: 2, maxLength: 2 }).map((two) =>
    `openat { pathname in [${two.map((letter) => `"/${letter}"`)}] }`
  ),
);

const { statements } = fc.letrec<{ statement: string; statements: string }>((tie) => ({
  statement: fc.oneof(
    { maxDepth: 2, depthIdentifier: "statement" },
    { arbitrary: step, weight: 5 },
    {
      arbitrary: fc.tuple(step, fc.constantFrom("..", "...", "{2}")).map((two) => two.join("")),
      weight: 3,
    },
    { arbitrary: step.map((each) => `without ${each}`), weight: 1 },
    { arbitrary: tie("statements").map((all) => `block "x" { ${all} }`), weight: 1 },
    { arbitrary: tie("statements").map((all) => `benign block "y" { ${all} }`), weight: 1 },
    {
      arbitrary: fc.tuple(step, tie("statements"), tie("statements")).map(([c, t, e]) =>
        `${c} ? block "t" { ${t} } : block "e" { ${e} }`
      ),
      weight: 1,
    },
    {
      arbitrary: fc.tuple(tie("statements"), tie("statements")).map(([one, other]) =>
        `( block "1" { ${one} } | block "2" { ${other} } )`
      ),
      weight: 1,
    },
  ),
  statements: fc.array(tie("statement"), { minLength: 1, maxLength: 3 }).map((all) =>
    all.join(" ")
  ),
}));

const options = fc.tuple(
  fc.constantFrom("", "within 2ms", "within 4ms"),
  fc.constantFrom("", "cooldown 3ms"),
  fc.option(step, { freq: 4, nil: "" }).map((until) => until === "" ? "" : `until ${until}`),
).map((all) => all.join(" "));

const MS = 1_000_000;
const trace = fc.array(
  fc.record({
    gap: fc.constantFrom(0, 1, 1, 1, 2),
    subject: fc.constantFrom(1, 1, 1, 2),
    letter: fc.constantFrom(...LETTERS, "z"),
  }),
  { maxLength: 24 },
).map((events): readonly Letter[] => {
  let ts = 0;
  return events.map(({ gap, subject, letter }) => ({ ts: ts += gap * MS, subject, letter }));
});

Deno.test("Engine reports what a naive matcher reports, on any policy and trace", () => {
  let policies = 0;
  let reports = 0;
  fc.assert(
    fc.property(
      options,
      statements,
      fc.array(trace, { minLength: 1, maxLength: 4 }),
      (options, all, traces) => {
        const { machines } = compile(`path "p" by process ${options} { ${all} }`);
        const [machine] = machines;
        // What makes no policy, such as a `without` with no step before it, is the compiler's to refuse.
        fc.pre(machine !== undefined);
        policies++;
        for (const trace of traces) {
          const told = judged(machine, trace);
          assert.deepEqual(told, naive(machine, trace, fulfils(machine)));
          reports += told.length;
        }
      },
    ),
    { numRuns: 400 },
  );
  // The property means something only where policies compile and match.
  assert.equal(
    policies >= 400 && reports > policies,
    true,
    `${policies} policies, ${reports} reports`,
  );
});

function judged(machine: Machine, trace: readonly Letter[]): readonly string[] {
  const told: string[] = [];
  const end = ({ type, subject, start, end }: Dismissed) => {
    told.push(`${type} ${subject.id} ${start}-${end}`);
  };
  const engine = new Engine({
    match: ({ subject, start, end, steps, blocks }) => {
      const evidence = steps.map(({ line, first, last, count }) =>
        `${line}:${first.ts}-${(last ?? first).ts}*${count}`
      );
      told.push(`match ${subject.id} ${start}-${end} ${evidence.join(" ")} [${blocks}]`);
    },
    dismissed: end,
    suppressed: end,
  });
  // The line of a step is what the engine reports of it: here, its place among the steps.
  const steps = machine.steps.map((step, line) => ({ ...step, span: { ...step.span, line } }));
  engine.load([{ ...machine, steps }]);
  for (const { ts, subject, letter } of trace) {
    engine.process(record({ ts, pid: subject, args: { pathname: `/${letter}` } }));
  }
  return told;
}

/** fulfils reads off a machine's conditions which letters each step takes. */
function fulfils(machine: Machine): (step: number, letter: string) => boolean {
  const decoder = new TextDecoder();
  const taken = machine.steps.map(({ condition }) =>
    condition.is === "text" ? condition.values.map((value) => decoder.decode(value)) : []
  );
  return (step, letter) => taken[step]?.includes(`/${letter}`) ?? false;
}
