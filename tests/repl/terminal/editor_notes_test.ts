import assert from "node:assert/strict";
import { settled, Typist } from "./typist.ts";

const UP = "\x1b[A";
const DOWN = "\x1b[B";

Deno.test("Editor shows what there is to say of a line below it", async () => {
  const asked: string[] = [];
  const typist = new Typist({
    annotate(text) {
      asked.push(text);
      return Promise.resolve(
        text.endsWith("}") ? ["41 of 52,310", "and much more than fits here, as it seems"] : [],
      );
    },
  });
  const entry = typist.read();
  await typist.type("path {\r", "openat {}\r", "x");
  const noted = [
    "> path {",
    ". openat {}",
    "  41 of 52,310",
    "  and much more than fits here, as it",
    "  seems",
    ". x",
  ];
  assert.deepEqual(typist.screen.lines, noted);
  assert.deepEqual(typist.screen.cursor, [5, 3]);
  assert.deepEqual(asked, ["path {", "path {\nopenat {}"]);
  typist.editor.notify(["-- notice"]);
  await settled();
  assert.deepEqual(typist.screen.lines, ["-- notice", ...noted]);
  // The line changes: nothing is said of it any more, and again when it is as it was.
  await typist.type(UP, "y");
  assert.deepEqual(typist.screen.lines.slice(0, 4), [
    "-- notice",
    "> path {",
    ". oypenat {}",
    ". x",
  ]);
  await typist.type("\x7f", DOWN, "}\r");
  assert.equal(await entry, "path {\nopenat {}\nx}");
  assert.deepEqual(typist.screen.lines, ["-- notice", ...noted.slice(0, 5), ". x}", ""]);
});

Deno.test("Editor forgets what was said when an entry is cancelled, and takes no late answer", async () => {
  const answers: (() => void)[] = [];
  const typist = new Typist({
    annotate: () => new Promise((resolve) => answers.push(() => resolve(["said"]))),
  });
  const entry = typist.read();
  await typist.type("a {\r", "\x03");
  answers[0]?.();
  await typist.type("a {}\r");
  assert.equal(await entry, "a {}");
  assert.ok(!typist.screen.lines.join("\n").includes("said"));
});

Deno.test("Editor has the lines judged anew that a change has reached, once it is left", async () => {
  const asked: string[] = [];
  const typist = new Typist({
    annotate(text) {
      asked.push(text);
      const line = text.split("\n").at(-1) ?? "";
      return Promise.resolve([line.startsWith("openat") ? "fine" : "unknown"]);
    },
  });
  const entry = typist.read();
  await typist.type("{\r", "open\r", "openat 2\r", UP, UP);
  assert.deepEqual(typist.screen.lines, [
    "> {",
    "  unknown",
    ". open",
    "  unknown",
    ". openat 2",
    "  fine",
    ".",
  ]);
  asked.length = 0;
  await typist.type("\x05", "at");
  assert.deepEqual(
    typist.screen.lines.slice(2),
    [". openat", ". openat 2", "."],
    "while it is typed",
  );
  await typist.type(DOWN);
  assert.deepEqual(asked, ["{\nopenat", "{\nopenat\nopenat 2"]);
  assert.deepEqual(typist.screen.lines.slice(2), [
    ". openat",
    "  fine",
    ". openat 2",
    "  fine",
    ".",
  ]);
  await typist.type(DOWN, UP, "\x03", "\x04");
  assert.equal(asked.length, 2, "what has not changed is not judged again");
  assert.equal(await entry, null);
});
