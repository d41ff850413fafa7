/**
 * The language's conformance cases: each file beside this one is a policy, a trace, and exactly
 * what must be reported. A step's `first` and `last` are times; without a `last`, it is `first`.
 */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { Engine } from "../../engine/engine.ts";
import type { Dismissed, Match } from "../../engine/report.ts";
import { NdjsonReader } from "../../sensor/ndjson.ts";

interface Case {
  readonly name: string;
  readonly why: string;
  readonly policy: string;
  readonly events: readonly unknown[];
  readonly expect: readonly Expected[];
}

interface Expected {
  readonly type: string;
  readonly policy: string;
  readonly subject: number | string;
  readonly start: number;
  readonly end: number;
  readonly blocks?: readonly string[];
  readonly steps?: readonly unknown[];
}

const folder = new URL("./", import.meta.url);

for (const { name } of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)) {
  if (!name.endsWith(".json")) continue;
  const each = JSON.parse(Deno.readTextFileSync(new URL(name, folder))) as Case;
  Deno.test(`conformance ${each.name}: ${each.why}`, () =>
    assert.deepEqual(run(each), each.expect));
}

function run({ policy, events }: Case): readonly Expected[] {
  const { machines, diagnostics } = compile(policy);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const reports: Expected[] = [];
  const engine = new Engine({
    match: (match) => reports.push(matched(match)),
    dismissed: (end) => reports.push(ended(end)),
    suppressed: (end) => reports.push(ended(end)),
  });
  engine.load(machines);
  const reader = new NdjsonReader((view) => engine.process(view), (problem) => {
    throw new Error(problem.message);
  });
  reader.push(new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join("\n")));
  reader.end();
  return reports;
}

function matched({ type, policy, subject, start, end, blocks, steps }: Match): Expected {
  return {
    type,
    policy,
    subject: subject.id,
    start,
    end,
    blocks,
    steps: steps.map(({ line, count, first, last }) => {
      return { line, count, first: first.ts, last: (last ?? first).ts };
    }),
  };
}

function ended({ type, policy, subject, start, end }: Dismissed): Expected {
  return { type, policy, subject: subject.id, start, end };
}
