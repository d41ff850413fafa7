/** Small policies one by one, and large ones at random. */
import fc from "fast-check";
import type { Letters, Policy, Statement, Step } from "./policy.ts";
import { plain } from "./policy.ts";

/** step is a step of a policy. */
export function step(letters: Letters, suffix: Step["suffix"] = ""): Step {
  return { is: "step", letters, suffix };
}

/** block is a block of a policy. */
export function block(name: string, ...body: readonly Statement[]): Statement {
  return { is: "block", name, benign: false, body };
}

/** benign is a benign block of a policy. */
export function benign(name: string, ...body: readonly Statement[]): Statement {
  return { is: "block", name, benign: true, body };
}

/** when is a conditional of a policy. */
export function when(letters: Letters, then: Statement, otherwise: Statement | null = null) {
  return { is: "if", condition: step(letters), then, otherwise } as const;
}

/** either is a list of alternatives. */
export function either(...options: readonly Statement[]): Statement {
  return { is: "either", options };
}

/** without is a `without` of a policy. */
export function without(letters: Letters): Statement {
  return { is: "without", letters };
}

/** GAP is a gap that stands alone. */
export const GAP: Statement = { is: "gap" };

const LETTERS = ["a", "b"];
const BRANCHES: readonly Statement[] = [
  step("a"),
  step("b"),
  block("x", step("a", "..")),
  block("y", step("b", "...")),
  benign("z", step("b")),
  GAP,
];

/** BY_SIZE lists statements by the number of simple ones that they are made of. */
const BY_SIZE: Readonly<Record<number, readonly Statement[]>> = {
  1: LETTERS.flatMap((letter) => [
    ...(["", "..", "..."] as const).map((suffix) => step(letter, suffix)),
    without(letter),
  ]),
  2: [
    ...LETTERS.map((letter) => step(letter, 2)),
    ...LETTERS.flatMap((letter) => BRANCHES.map((then) => when(letter, then))),
    ...BRANCHES.flatMap((one) => BRANCHES.map((other) => either(one, other))),
  ],
  3: LETTERS.flatMap((letter) =>
    BRANCHES.flatMap((then) => BRANCHES.map((otherwise) => when(letter, then, otherwise)))
  ),
};

function* sequences(size: number): Generator<readonly Statement[]> {
  if (size === 0) yield [];
  for (const [own, statements] of Object.entries(BY_SIZE)) {
    if (Number(own) > size) continue;
    for (const rest of sequences(size - Number(own))) {
      for (const first of statements) yield [first, ...rest];
    }
  }
}

/**
 * smallPolicies yields the policies of up to four simple statements over two letters, one of each
 * two that are the same but for the names of the letters.
 */
export function* smallPolicies(): Generator<Policy> {
  for (const size of [1, 2, 3, 4]) {
    for (const body of sequences(size)) {
      // A `without` at either end has nothing to guard, and is refused.
      if (body[0]?.is === "without" || body.at(-1)?.is === "without") continue;
      if (letters(body).startsWith("a")) yield plain(...body);
    }
  }
}

/** letters are all letters of statements in order. */
function letters(statements: readonly Statement[]): string {
  return statements.map((each) => {
    switch (each.is) {
      case "step":
      case "without":
        return each.letters;
      case "gap":
        return "";
      case "block":
        return letters(each.body);
      case "if":
        return letters([each.condition, each.then, ...each.otherwise ? [each.otherwise] : []]);
      case "either":
        return letters(each.options);
    }
  }).join("");
}

/** policy is any policy over three letters, with options. */
export function policy(): fc.Arbitrary<Policy> {
  const set = fc.constantFrom("a", "b", "c", "a", "b", "c", "ab", "bc", "abc");
  const suffix = fc.constantFrom<Step["suffix"][]>("", "", "", "", "..", "...", 1, 2, 3);
  const { body } = fc.letrec<{ body: Statement[]; statement: Statement; branch: Statement }>(
    (tie) => ({
      body: fc.oneof(
        { weight: 3, arbitrary: fc.array(tie("statement"), { minLength: 1, maxLength: 4 }) },
        {
          weight: 1,
          arbitrary: fc.tuple(
            tie("statement"),
            fc.array(set.map(without), { minLength: 1, maxLength: 2 }),
            tie("statement"),
          ).map(([one, guards, other]) => [one, ...guards, other]),
        },
      ),
      statement: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 8, arbitrary: fc.tuple(set, suffix).map(([set, suffix]) => step(set, suffix)) },
        { weight: 1, arbitrary: fc.constant(GAP) },
        { weight: 3, arbitrary: tie("branch") },
        {
          weight: 2,
          arbitrary: fc.tuple(set, tie("branch"), fc.option(tie("branch")))
            .map(([set, then, otherwise]) => when(set, then, otherwise)),
        },
        {
          weight: 2,
          arbitrary: fc.array(tie("branch"), { minLength: 2, maxLength: 3 })
            .map((options) => either(...options)),
        },
      ),
      branch: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 3, arbitrary: set.map((set) => step(set)) },
        {
          weight: 3,
          arbitrary: fc.tuple(fc.constantFrom("x", "y", "z"), tie("body"))
            .map(([name, body]) => block(name, ...body)),
        },
        { weight: 1, arbitrary: tie("body").map((body) => benign("w", ...body)) },
        { weight: 1, arbitrary: fc.constantFrom(GAP, block("e"), block("g", GAP)) },
      ),
    }),
  );
  return fc.record({
    body,
    within: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 }),
    cooldown: fc.option(fc.integer({ min: 1, max: 6 }), { freq: 2 }),
    until: fc.option(fc.constantFrom("a", "b", "c", "d"), { freq: 3 }),
  });
}

/** Happening is an event of one of two processes. */
export interface Happening {
  readonly ts: number;
  readonly pid: number;
  readonly letter: string;
}

/** trace is a trace over four letters, the last of which no policy asks for but by `until`. */
export function trace(): fc.Arbitrary<readonly Happening[]> {
  const event = fc.record({
    pause: fc.constantFrom(0, 1, 1, 1, 2, 3),
    pid: fc.constantFrom(11, 11, 11, 12),
    letter: fc.constantFrom("a", "b", "c", "a", "b", "c", "d"),
  });
  return fc.array(event, { maxLength: 30, size: "max" }).map((events) => {
    let ts = 1;
    return events.map(({ pause, pid, letter }) => ({ ts: ts += pause, pid, letter }));
  });
}
