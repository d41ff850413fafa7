import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { PHASE } from "../../engine/layout.ts";
import { Tried } from "../../session/tried.ts";

function machines(text: string): readonly Machine[] {
  return compile(text).machines;
}

const OPENS = 'path "opens" { openat { pathname = "/a" } openat { ret >= 0, pathname = "/b" } }';
const RUNS = 'path "runs" { execve {} }';
const ANY = 'path "any" { call { uid = 0 } }';

Deno.test("Tried counts the events whose kind and phase a policy has a step for", () => {
  const tried = new Tried();
  const happen = (kind: string, phase: number) =>
    tried.count(new RecordBuilder().begin(kindId(kind) ?? 0, phase).end());
  tried.load(machines(OPENS));
  happen("openat", PHASE.enter);
  happen("openat", PHASE.exit);
  happen("execve", PHASE.enter);
  assert.equal(tried.of("opens"), 2);
  // Loaded beside it, others begin at nothing, and the counts of the first go on.
  tried.load(machines(`${OPENS}\n${RUNS}\n${ANY}`));
  happen("openat", PHASE.whole);
  happen("execve", PHASE.exit);
  happen("execve", PHASE.enter);
  assert.deepEqual(["opens", "runs", "any"].map((name) => tried.of(name)), [3, 1, 2]);
  tried.load(machines(OPENS.replace('"/a"', '"/c"')));
  assert.equal(tried.of("opens"), 0, "another policy under the old name");
  assert.equal(tried.of("runs"), 0);
});
