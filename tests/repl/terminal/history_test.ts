import assert from "node:assert/strict";
import { join } from "node:path";
import { History, HISTORY_MAX } from "../../../repl/terminal/history.ts";
import { openHistory } from "../../../repl/terminal/history_file.ts";

Deno.test("History keeps an entry once, blank and hidden ones not at all, and not too many", () => {
  const history = new History();
  for (const entry of ["a", "b", "a", " secret", "", "  \n"]) history.add(entry);
  assert.deepEqual(history.entries, ["b", "a"]);
  for (let index = 0; index < HISTORY_MAX; index++) history.add(`entry ${index}`);
  assert.equal(history.entries.length, HISTORY_MAX);
  assert.equal(history.entries[0], "entry 0");
});

Deno.test("openHistory brings entries of several lines back when a session starts", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = join(folder, "new", "history");
    const problems: Error[] = [];
    const open = () => openHistory(path, (error) => problems.push(error));
    open().add("path {\n  openat {}\n}");
    open().add("state \udc80\u2028");
    assert.deepEqual(open().entries, ["path {\n  openat {}\n}", "state \udc80\u2028"]);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assert.deepEqual(problems, []);
    assert.deepEqual([...Deno.readDirSync(join(folder, "new"))].map(({ name }) => name), [
      "history",
    ]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("openHistory keeps the entries of shells that run side by side, and not for ever", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.chmodSync(path, 0o644);
    const one = openHistory(path, assert.fail), two = openHistory(path, assert.fail);
    one.add("one");
    two.add("two");
    one.add("one");
    assert.equal(Deno.readTextFileSync(path), '"two"\n"one"\n', "each once, in the file too");
    two.add("t");
    two.add("é\nx");
    one.add("two");
    one.add("é\nx");
    assert.equal(Deno.readTextFileSync(path), '"one"\n"t"\n"two"\n"é\\nx"\n');
    assert.deepEqual(openHistory(path, assert.fail).entries, ["one", "t", "two", "é\nx"]);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    const many = Array.from({ length: 2 * HISTORY_MAX }, (_, index) => `"entry ${index}"\n`);
    Deno.writeTextFileSync(path, many.join(""), { append: true });
    const entries = openHistory(path, assert.fail).entries;
    assert.equal(entries.length, HISTORY_MAX);
    assert.equal(Deno.readTextFileSync(path).trim().split("\n").length, HISTORY_MAX);
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("openHistory passes over lines that are no entries", () => {
  const path = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(path, '"one"\nnot json\n{"a":1}\n\n"two"\n');
    assert.deepEqual(openHistory(path, assert.fail).entries, ["one", "two"]);
  } finally {
    Deno.removeSync(path);
  }
});

Deno.test("openHistory tells a problem once and goes on without the file", () => {
  const problems: Error[] = [];
  const history = openHistory("/dev/null/history", (error) => problems.push(error));
  history.add("one");
  history.add("two");
  assert.deepEqual(history.entries, ["one", "two"]);
  assert.equal(problems.length, 1);
});
