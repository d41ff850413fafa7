/** Many policies at once against each condition judged by itself; the indexes by themselves. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { kindId } from "../../compiler/kinds/kinds.ts";
import type { Condition, NumberTest, Pattern } from "../../compiler/machine.ts";
import { BUDGET } from "../../compiler/regex/group.ts";
import { Hits } from "../../compiler/regex/hits.ts";
import { EqualTexts } from "../../engine/equal_texts.ts";
import { Predicates } from "../../engine/predicates.ts";
import { fulfils } from "./reference.ts";
import { equals, type EventSpec, sequence, step, watch } from "./support.ts";

const encoder = new TextEncoder();
const RUNS = Number(Deno.env.get("RUNS") ?? 300);
const TINY = { cells: 0, each: 0 };

const PATTERNS: readonly Pattern[] = [
  "^/a",
  "b$",
  "a.*b",
  "(ab|ba)+",
  "^$",
  "/[^a]*/",
  ".{3}",
].map((source) => ({ source, flags: "" }));

const text = fc.string({ unit: fc.constantFrom("a", "b", "A", "/"), maxLength: 6 });
const number = fc.oneof(
  fc.bigInt({ min: -3n, max: 6n }),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 32n),
);
const negate = fc.boolean();

/** condition is any condition on an execve, whose fields may all be absent. */
const { condition } = fc.letrec<{ condition: Condition; several: Condition[] }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthIdentifier: "condition" },
    {
      weight: 4,
      arbitrary: fc.record({
        is: fc.constant("text" as const),
        field: fc.constantFrom(
          { name: "filename", element: null },
          { name: "filename", element: null },
          { name: "argv", element: null },
          { name: "argv", element: 1 },
        ),
        compare: fc.constantFrom("equals", "equals", "starts", "ends", "contains"),
        values: fc.array(text.map((each) => encoder.encode(each)), { minLength: 1, maxLength: 3 }),
        fold: fc.boolean(),
        negate,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        is: fc.constant("pattern" as const),
        field: fc.constantFrom(
          { name: "filename", element: null },
          { name: "argv", element: null },
        ),
        pattern: fc.nat(PATTERNS.length - 1),
        negate,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(
        fc.constantFrom("=", "=", "<", "<=", ">", ">="),
        fc.array(number, { minLength: 1, maxLength: 3 }),
        negate,
      ).map(([compare, values, negate]): NumberTest => ({
        is: "number",
        field: { name: "flags", element: null },
        compare,
        values: compare === "=" ? values : values.slice(0, 1),
        mask: null,
        negate,
      })),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("all", "any").map((need): Condition => ({
        is: "bits",
        field: { name: "uid", element: null },
        mask: 3n,
        need,
      })),
    },
    { weight: 3, arbitrary: tie("several").map((of): Condition => ({ is: "all", of })) },
    { weight: 3, arbitrary: tie("several").map((of): Condition => ({ is: "any", of })) },
    { weight: 1, arbitrary: tie("condition").map((of): Condition => ({ is: "not", of })) },
  ),
  several: fc.array(tie("condition"), { maxLength: 3 }),
}));

const event: fc.Arbitrary<EventSpec> = fc.record({
  ts: fc.constant(1),
  kind: fc.constant("execve"),
  uid: fc.nat(3),
  args: fc.record(
    { filename: text, argv: fc.array(text, { maxLength: 3 }), flags: number },
    { requiredKeys: [] },
  ),
}, { requiredKeys: ["ts", "kind", "args"] });

Deno.test("Engine finds what each condition asks for, judged by itself, whatever the budget", () => {
  let held = 0;
  const many = fc.array(condition, { minLength: 1, maxLength: 12 });
  const events = fc.array(event, { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(many, events, (conditions, events) => {
      const machines = conditions.map((condition, index) =>
        sequence([step(1, "execve", condition)], { name: `${index}`, patterns: PATTERNS })
      );
      for (const budget of [BUDGET, TINY]) {
        const { matches, feed } = watch(machines, { budget });
        for (const event of events) {
          matches.length = 0;
          feed(event);
          const want = conditions.flatMap((each, index) =>
            fulfils(each, event, PATTERNS) ? [`${index}`] : []
          );
          held += want.length;
          assert.deepEqual(matches.map(({ policy }) => policy), want);
        }
      }
    }),
    { numRuns: RUNS },
  );
  assert(held > RUNS, `${held} conditions held`);
});

Deno.test("Engine finds the same as policies come and go", () => {
  const many = fc.array(
    fc.tuple(fc.nat(5), fc.option(condition), event),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(many, (changes) => {
      const { engine, matches, feed } = watch([]);
      const loaded = new Map<string, Condition>();
      for (const [number, condition, event] of changes) {
        const name = `${number}`;
        if (condition === null) {
          assert.equal(engine.drop(name), loaded.delete(name));
        } else {
          loaded.set(name, condition);
          const steps = [step(1, "execve", condition)];
          engine.load([sequence(steps, { name, patterns: PATTERNS })]);
        }
        matches.length = 0;
        feed(event);
        assert.deepEqual(
          matches.map(({ policy }) => policy),
          [...loaded].flatMap(([name, each]) => fulfils(each, event, PATTERNS) ? [name] : []),
        );
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("Predicates keep nothing of what nobody asks any more", () => {
  const predicates = new Predicates(null);
  fc.assert(
    fc.property(fc.array(condition, { maxLength: 6 }), (conditions) => {
      const ids = conditions.map((each) => predicates.add(each, kindId("execve") ?? 0, PATTERNS));
      for (const id of ids) predicates.atoms(id);
      for (const id of ids) predicates.release(id);
      assert.equal(predicates.size, 0);
    }),
    { numRuns: RUNS },
  );
});

Deno.test("Predicates keep nothing of a condition that does not fit", () => {
  const predicates = new Predicates(null);
  const wrong: Condition = { is: "all", of: [equals("comm", "sh"), equals("nothing", "x")] };
  assert.throws(() => predicates.add(wrong, 0, []), /has no field "nothing"/);
  assert.equal(predicates.size, 0);
});

Deno.test("EqualTexts agree with a map of strings as texts come and go", () => {
  const short = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 4 });
  const long = fc.nat(40).map((length) => "x".repeat(20) + "y".repeat(length));
  const texts = fc.array(fc.oneof(short, long), { maxLength: 30 });
  fc.assert(fc.property(texts, fc.array(fc.oneof(short, long)), (texts, asked) => {
    const equal = new EqualTexts();
    const bytes = (each: string) => encoder.encode(each);
    for (const [number, each] of texts.entries()) equal.add(number, [bytes(each), bytes("z")]);
    for (const [number, each] of texts.entries()) {
      if (number % 3 === 0) equal.remove(number, [bytes(each), bytes("z")]);
    }
    for (const each of [...asked, ...texts, "z"]) {
      const hits = new Hits();
      const padded = bytes(`-${each}-`);
      equal.search(padded, 1, padded.length - 1, hits);
      const want = texts.flatMap((text, number) =>
        number % 3 !== 0 && (text === each || each === "z") ? [number] : []
      );
      assert.deepEqual([...hits.list.subarray(0, hits.count)].sort((a, b) => a - b), want);
    }
  }));
});

Deno.test("Engine knows a hundred thousand texts apart", () => {
  const paths = Array.from({ length: 100_000 }, (_, n) => `/var/lib/indicators/file-${n}`);
  const { matches, feed } = watch([sequence([step(1, "openat", equals("pathname", ...paths))])]);
  feed({ ts: 1, args: { pathname: "/var/lib/indicators/file-99999" } });
  feed({ ts: 2, args: { pathname: "/var/lib/indicators/file-100000" } });
  assert.equal(matches.length, 1);
});

Deno.test("Engine finds the same when policies outgrow each budget of their tables", () => {
  const conditionOf = (n: number): Condition =>
    n % 2 === 0
      ? { is: "pattern", field: { name: "pathname", element: null }, pattern: n, negate: false }
      : equals("pathname", `<${n}>`);
  const patterns = Array.from({ length: 60 }, (_, n) => ({
    source: n % 4 === 0 ? `<${n}>.*<${n + 1}>` : `^(<.*>)?<${n}>$`,
    flags: "",
  }));
  const texts = Array.from(
    { length: 400 },
    (_, n) =>
      Array.from({ length: 1 + n % 5 }, (_, at) => `<${(n * 7 + at * (n % 11)) % 61}>`).join(""),
  );
  for (const count of [1, 2, 10, 60]) {
    const machines = Array.from(
      { length: count },
      (_, n) => sequence([step(1, "openat", conditionOf(n))], { name: `${n}`, patterns }),
    );
    for (const budget of [BUDGET, { cells: 2_000, each: 0 }, { cells: 500, each: 50 }, TINY]) {
      const { matches, feed } = watch(machines, { budget });
      for (const pathname of texts) {
        matches.length = 0;
        const event = { ts: 1, args: { pathname } };
        feed(event);
        assert.deepEqual(
          matches.map(({ policy }) => Number(policy)),
          machines.flatMap((_, n) => fulfils(conditionOf(n), event, patterns) ? [n] : []),
          `${count} policies on ${pathname}`,
        );
      }
    }
  }
});

Deno.test("Engine judges numbers by their ranges at the ends of 64 bits", () => {
  const ends = [-(2n ** 63n), -(2n ** 63n) + 1n, -1n, 0n, 1n, 2n ** 32n, 2n ** 63n - 1n];
  const tests = ends.flatMap((value) =>
    (["=", "<", "<=", ">", ">="] as const).flatMap((compare) =>
      [true, false].map((negate): NumberTest => ({
        is: "number",
        field: { name: "len", element: null },
        compare,
        values: [value],
        mask: null,
        negate,
      }))
    )
  );
  const { matches, feed } = watch(
    tests.map((test, n) => sequence([step(1, "write", test)], { name: `${n}` })),
  );
  for (const len of ends) {
    matches.length = 0;
    const event = { ts: 1, kind: "write", args: { len } };
    feed(event);
    assert.deepEqual(
      matches.map(({ policy }) => Number(policy)),
      tests.flatMap((test, n) => fulfils(test, event, []) ? [n] : []),
    );
  }
});
