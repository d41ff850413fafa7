/** The language's conformance cases through the compiler and the engine. */
import { deepStrictEqual as deepEqual } from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { Engine, type EngineOptions } from "../../engine/engine.ts";
import type { Dismissed, Match } from "../../engine/report.ts";
import { NdjsonReader } from "../../sensor/ndjson/ndjson.ts";
import { type Case, cases, type Expected, expectedOf } from "./cases.ts";

/** TINY is a budget of tables that is used up at once. */
const TINY = { cells: 0, each: 0 };

for (const each of cases()) {
  Deno.test(`conformance ${each.name}: ${each.why}`, () => {
    deepEqual(run(each), each.expect);
    deepEqual(run(each, { budget: TINY }), each.expect, "with hardly any room for tables");
  });
}

function run({ policy, events }: Case, options: EngineOptions = {}): readonly Expected[] {
  const { machines, diagnostics } = compile(policy);
  deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const reports: Expected[] = [];
  const note = (report: Match | Dismissed) => void reports.push(expectedOf(report));
  const engine = new Engine({ match: note, dismissed: note, suppressed: note }, options);
  engine.load(machines);
  const reader = new NdjsonReader((view) => engine.process(view), (problem) => {
    throw new Error(problem.message);
  });
  reader.push(new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join("\n")));
  reader.end();
  return reports;
}
