import assert from "node:assert/strict";
import { changes, ScreenStage } from "../../../repl/terminal/stage.ts";

Deno.test("changes writes only the rows that differ", () => {
  const before = ["one", "two", "three"];
  assert.equal(changes(before, before, 80), "");
  assert.equal(changes(before, ["one", "2", "three"], 80), "\x1b[2;1H2\x1b[K");
  assert.equal(changes([], ["one"], 80), "\x1b[1;1Hone\x1b[K");
});

Deno.test("changes keeps the last column of a full row and erases the rows that are gone", () => {
  assert.equal(changes([], ["full"], 4), "\x1b[1;1Hfull");
  assert.equal(changes(["a", "b", "c"], ["a"], 80), "\x1b[2;1H\x1b[J");
});

Deno.test("ScreenStage draws all of it again when the size has changed", async () => {
  const written: string[] = [];
  const size = { columns: 10, rows: 2 };
  const stage = new ScreenStage({ write: (text) => written.push(text), size: () => size });
  stage.enter();
  stage.draw(["one", "two", "three"]);
  assert.equal(written.at(-1), "\x1b[1;1Hone\x1b[K\x1b[2;1Htwo\x1b[K", "no row below the last one");
  const { length } = written;
  stage.draw(["one", "two"]);
  assert.equal(written.length, length, "nothing has changed");
  const woken = stage.next(600_000);
  stage.resized();
  assert.equal(await woken, null);
  stage.draw(["one", "two"]);
  assert.equal(written.at(-1), "\x1b[1;1Hone\x1b[K\x1b[2;1Htwo\x1b[K");
});

Deno.test("ScreenStage hands out keys in order, those first that came before it was asked", async () => {
  const stage = new ScreenStage({ write() {}, size: () => ({ columns: 80, rows: 24 }) });
  stage.press({ name: "up", text: "" });
  stage.press({ name: "enter", text: "" });
  assert.equal((await stage.next(600_000))?.name, "up");
  assert.equal((await stage.next(600_000))?.name, "enter");
  const later = stage.next(600_000);
  stage.press({ name: "down", text: "" });
  assert.equal((await later)?.name, "down");
  assert.equal(await stage.next(1), null);
});
