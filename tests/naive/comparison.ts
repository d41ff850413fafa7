/** The compiler and the engine on one side, the naive matcher on the other, told the same. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { callId, kindId } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { Engine, type EngineOptions } from "../../engine/engine.ts";
import type { Dismissed, Match } from "../../engine/report.ts";
import type { Happening } from "./enumerate.ts";
import { NaiveMatcher, type Outcome } from "./matcher.ts";
import { type Policy, print } from "./policy.ts";

/** TINY is a budget of tables that is used up at once. */
export const TINY = { cells: 0, each: 0 };

const TICK = 1_000_000;
const OPENAT = kindId("openat") ?? 0;
const builder = new RecordBuilder();

/** REFUSED is what the compiler may say to a policy that asks for nothing, or to such a `without`. */
const REFUSED = /^The policy is empty: nothing has to be matched$|has nothing to guard$/;

/** Way is one of the ways in which the engine can come to the same result. */
export interface Way {
  readonly name: string;
  /** options are those of the engine. */
  readonly options: EngineOptions;
  /** write returns a policy's text, written otherwise. */
  write(text: string): string;
}

/** regexes asks for the same letters with regular expressions. */
function regexes(text: string): string {
  return text.replaceAll(/pathname = "\/(\w)"/g, 'pathname =~ "^/$1$"')
    .replaceAll(/pathname in \[([^\]]*)\]/g, (_, list: string) => {
      return `pathname =~ "^/[${list.replaceAll(/[^a-z]/g, "")}]$"`;
    });
}

/** WAYS are all of them. */
export const WAYS: readonly Way[] = [
  { name: "whole texts", options: {}, write: (text) => text },
  { name: "tables", options: {}, write: regexes },
  { name: "tables with hardly any room", options: { budget: TINY }, write: regexes },
];

/** Comparison compares policies on traces, and counts: a comparison of nothing must not pass. */
export class Comparison {
  constructor(private readonly way?: Way) {}

  /** judged counts the policies that the compiler took. */
  judged = 0;
  /** seen counts the outcomes by their type. */
  readonly seen = new Map<string, number>();

  /** compare throws an AssertionError where the two sides differ. */
  readonly compare = (policy: Policy, events: readonly Happening[]): void => {
    const printed = print(policy);
    const text = this.way?.write(printed.text) ?? printed.text;
    const { machines, diagnostics } = compile(text);
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
    const got = engineTells(machine, events, this.way?.options);
    // The texts are only made where they are needed.
    if (JSON.stringify(got) !== JSON.stringify(want)) {
      const letters = events.map(({ ts, pid, letter }) => `${letter}@${ts}/${pid}`).join(" ");
      assert.deepEqual(got, want, `${text}on ${letters}`);
    }
  };
}

/** Told is what came of each event, one list of outcomes an event, as text to be compared. */
type Told = readonly (readonly string[])[];

function engineTells(
  machine: Machine,
  events: readonly Happening[],
  options?: EngineOptions,
): Told {
  let told: Outcome[] = [];
  const engine = new Engine({
    match: (match) => told.push(fromMatch(match)),
    dismissed: (end) => told.push(fromEnd(end)),
    suppressed: (end) => told.push(fromEnd(end)),
  }, options);
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
