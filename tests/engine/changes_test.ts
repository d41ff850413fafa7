/** One set of policies in the place of another. */
import assert from "node:assert/strict";
import { byName, changesBetween } from "../../engine/changes.ts";
import { equals, sequence, step, watch } from "./support.ts";

const AB = sequence([
  step(2, "openat", equals("pathname", "/a")),
  step(3, "openat", equals("pathname", "/b")),
]);

/** lower is the same policy some lines further down, where states have other names too. */
function lower(machine: typeof AB): typeof AB {
  return {
    ...machine,
    steps: machine.steps.map((each) => ({ ...each, span: { ...each.span, line: 40 } })),
    states: machine.states.map((each) => ({ ...each, name: `${each.name}, lower` })),
  };
}

Deno.test("Engine.replace keeps what is the same, ends what is not, and loads nothing else", () => {
  const { engine, feed, matches, transitions } = watch([
    AB,
    { ...AB, name: "changed" },
    { ...AB, name: "removed" },
  ]);
  feed({ ts: 1, args: { pathname: "/a" } });
  transitions.length = 0;
  engine.replace([{ ...AB, name: "added" }, lower(AB), { ...AB, name: "changed", within: 9 }]);
  assert.deepEqual(transitions.map(({ policy, cause }) => [policy, cause]), [
    ["changed", "reload"],
    ["removed", "reload"],
  ]);
  assert.deepEqual(engine.runs().map(({ policy, stateName }) => [policy, stateName]), [
    ["p", "s1, lower"],
  ]);
  feed({ ts: 2, args: { pathname: "/b" } });
  assert.deepEqual(matches.map(({ policy, start }) => [policy, start]), [["p", 1]]);
  assert.deepEqual(engine.counters().map(({ policy, begun }) => [policy, begun]), [
    ["added", 0],
    ["p", 1],
    ["changed", 0],
  ]);
});

Deno.test("changesBetween tells what became of each policy", () => {
  const named = (name: string, more = {}) => ({ ...AB, name, ...more });
  assert.deepEqual(
    changesBetween(
      byName([named("same"), named("changed"), named("removed")]),
      byName([named("added"), lower(named("same")), named("changed", { severity: "low" })]),
    ),
    { changed: ["changed"], added: ["added"], removed: ["removed"], unchanged: ["same"] },
  );
});
