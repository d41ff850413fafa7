import assert from "node:assert/strict";
import { itemsOf, selectedAt } from "../../../repl/watch/items.ts";
import { page, rate, START, withMoves, withSample } from "../../../repl/watch/model.ts";
import { BUSY, EMPTY, NOW, pressed, run, seen } from "./samples.ts";
import { TRANSITIONS } from "../views/samples.ts";

Deno.test("rate counts events over the last seconds and is unknown at first", () => {
  const at = (ms: number, events: number) => ({
    ...EMPTY,
    at: ms,
    summary: { ...EMPTY.summary, events },
  });
  let model = withSample(START, at(0, 0));
  assert.equal(rate(model), null);
  model = withSample(model, at(500, 50));
  assert.equal(rate(model), 100);
  for (let ms = 1000; ms <= 10_000; ms += 500) model = withSample(model, at(ms, ms * 2));
  assert.equal(rate(model), 2000);
  assert.ok(model.history.length < 10, "what is long ago is forgotten");
});

Deno.test("withMoves remembers a bounded number of places when there is a flood", () => {
  const [move] = TRANSITIONS;
  assert.ok(move !== undefined);
  const moves = Array.from({ length: 5000 }, (_, index) => ({ ...move, policy: `p${index}` }));
  const model = withMoves(START, moves, 1);
  assert.equal(model.moved.size, 2000);
  assert.ok(model.moved.has("p4999\n1"), "the latest are kept");
  assert.equal(model.ended.size, 0, "a run that begins has not ended");
});

Deno.test("the selection stays with a run when others come before it", () => {
  let model = pressed(seen(BUSY), "j");
  const key = model.selected;
  assert.match(key, /tree 4101/);
  model = withSample(model, { ...BUSY, runs: [run(5, 1, 1e9), ...BUSY.runs] });
  const items = itemsOf(model);
  assert.equal(selectedAt(model, items), 2);
  assert.equal(items[2]?.key, key);
});

Deno.test("the selection goes to what is in its place when its run has ended", () => {
  let model = pressed(seen(BUSY), "j", "j", "j");
  model = withSample(model, { ...BUSY, runs: [] });
  const items = itemsOf(model);
  assert.equal(items.length, 2);
  assert.equal(selectedAt({ ...model, place: 3 }, items), 1);
});

Deno.test("press takes keys that came in one piece one by one", () => {
  const model = pressed(seen(BUSY), "/");
  assert.equal(pressed(model, "a", "b", "backspace", "enter").filter, "a");
  assert.equal(pressed(model, "a", "escape").filter, "");
  const quick = pressed(seen(BUSY), "m");
  assert.equal(page(quick).is, "matches");
  assert.equal(page(pressed(quick, "escape")).is, "policies");
  assert.equal(pressed(quick, "q").left, true);
  assert.equal(pressed(quick, "C-c").left, true);
});

Deno.test("press means Escape and the key behind it when both came as one", async () => {
  const { press } = await import("../../../repl/watch/keys.ts");
  const both = press(pressed(seen(BUSY), "?"), { name: "M-m", text: "\x1bm" }, NOW, 10);
  assert.deepEqual(both.pages.map(({ is }) => is), ["policies", "matches"]);
});

Deno.test("Enter twice on a policy opens the evidence of its first run", () => {
  const model = pressed(seen(BUSY), "enter", "enter");
  assert.deepEqual(model.pages.map(({ is }) => is), ["policies", "policy", "run"]);
});

Deno.test("the latest match is selected first, wherever the selection was before", () => {
  const model = pressed(seen(BUSY), "j", "j", "m");
  assert.equal(selectedAt(model, itemsOf(model)), 0);
  const behind = pressed(model, "escape");
  assert.equal(selectedAt(behind, itemsOf(behind)), 2);
});

Deno.test("a filter finds runs by their pids and by the programs of their events", () => {
  const found = (word: string) =>
    itemsOf({ ...seen(BUSY), filter: word }).filter(({ is }) => is === "run").length;
  assert.equal(found("4100"), 1);
  assert.equal(found("4242"), 4, "the process of their events");
  assert.equal(found("SHADOW"), 4, "the policy's name, whatever the case");
  assert.equal(found("nobody"), 0);
});

Deno.test("opening the page that is open again leads back", () => {
  for (const key of ["?", "m"]) {
    const once = pressed(seen(BUSY), key);
    assert.equal(once.pages.length, 2);
    assert.equal(pressed(once, key).pages.length, 1);
  }
});

Deno.test("the policies list some runs each, and more of them when few policies have any", () => {
  const listed = (policies: number) => {
    const names = Array.from({ length: policies }, (_, index) => `p${index}`);
    const [status] = BUSY.policies;
    assert.ok(status !== undefined);
    const sample = {
      ...BUSY,
      policies: names.map((policy) => ({ ...status, policy })),
      runs: names.flatMap((policy) =>
        Array.from({ length: 20 }, (_, id) => ({ ...run(id, 1), policy }))
      ),
    };
    return itemsOf(seen(sample)).filter(({ is }) => is === "run").length;
  };
  assert.deepEqual([1, 2, 4, 10].map(listed), [12, 12, 12, 30]);
});
