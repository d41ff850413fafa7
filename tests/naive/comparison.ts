/** The compiler and the engine on one side, the naive matcher on the other, told the same. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { callId, kindId } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { Engine } from "../../engine/engine.ts";
import type { Dismissed, Match } from "../../engine/report.ts";
import type { Happening } from "./enumerate.ts";
import { NaiveMatcher, type Outcome } from "./matcher.ts";
import { type Policy, print } from "./policy.ts";

const TICK = 1_000_000;
const OPENAT = kindId("openat") ?? 0;
const builder = new RecordBuilder();

/** REFUSED is what the compiler may say to a policy that asks for nothing, or to such a `without`. */
const REFUSED = /^The policy is empty: nothing has to be matched$|has nothing to guard$/;

/** Comparison compares policies on traces, and counts: a comparison of nothing must not pass. */
export class Comparison {
  /** judged counts the policies that the compiler took. */
  judged = 0;
  /** seen counts the outcomes by their type. */
  readonly seen = new Map<string, number>();

  /** compare throws an AssertionError where the two sides differ. */
  readonly compare = (policy: Policy, events: readonly Happening[]): void => {
    const printed = print(policy);
    const { machines, diagnostics } = compile(printed.text);
    const [machine] = machines;
    if (machine === undefined) {
      const messages = diagnostics.filter(({ severity }) => severity === "error");
      assert(messages.every(({ message }) => REFUSED.test(message)), JSON.stringify(messages));
      return;
    }
    this.judged++;
    const want = naiveTells(printed.policy, events);
    for (const each of want.flat()) {
      const type = /"type":"(\w+)"/.exec(each)?.[1] ?? "";
      this.seen.set(type, (this.seen.get(type) ?? 0) + 1);
    }
    const got = engineTells(machine, events);
    // The texts are only made where they are needed.
    if (JSON.stringify(got) !== JSON.stringify(want)) {
      const letters = events.map(({ ts, pid, letter }) => `${letter}@${ts}/${pid}`).join(" ");
      assert.deepEqual(got, want, `${printed.text}on ${letters}`);
    }
  };
}

/** Told is what came of each event, one list of outcomes an event, as text to be compared. */
type Told = readonly (readonly string[])[];

function engineTells(machine: Machine, events: readonly Happening[]): Told {
  let told: Outcome[] = [];
  const engine = new Engine({
    match: (match) => told.push(fromMatch(match)),
    dismissed: (end) => told.push(fromEnd(end)),
    suppressed: (end) => told.push(fromEnd(end)),
  });
  engine.load([machine]);
  return events.map(({ ts, pid, letter }) => {
    told = [];
    engine.process(
      builder.begin(OPENAT).time(ts * TICK).birth(1, 1).header("pid", pid).header("tid", pid)
        .header("root", pid).call(callId("openat")).text(0, `/${letter}`).end(),
    );
    return told.map((each) => `${pid} ${JSON.stringify(each)}`).sort();
  });
}

function fromMatch({ start, end, blocks, steps }: Match): Outcome {
  return {
    type: "match",
    start: start / TICK,
    end: end / TICK,
    blocks,
    steps: steps.map(({ line, count, first, last }) => ({
      line,
      count,
      first: first.ts / TICK,
      last: (last ?? first).ts / TICK,
    })),
  };
}

function fromEnd({ type, start, end }: Dismissed): Outcome {
  return { type, start: start / TICK, end: end / TICK };
}

function naiveTells(policy: Policy, events: readonly Happening[]): Told {
  const matchers = new Map<number, NaiveMatcher>();
  return events.map(({ ts, pid, letter }) => {
    const matcher = matchers.get(pid) ?? new NaiveMatcher(policy);
    matchers.set(pid, matcher);
    return matcher.process({ ts, letter }).map((each) => `${pid} ${JSON.stringify(each)}`).sort();
  });
}
