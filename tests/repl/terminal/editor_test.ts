import assert from "node:assert/strict";
import fc from "fast-check";
import { History } from "../../../repl/terminal/history.ts";
import { HARMFUL, hostileText } from "../views/hostile.ts";
import { settled, Typist } from "./typist.ts";

const UP = "\x1b[A";
const DOWN = "\x1b[B";
const LEFT = "\x1b[D";
const HOME = "\x1b[H";
const NOTICE = "-- notice";

Deno.test("Editor returns what was typed when Enter is pressed", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("help", "\r"), "help");
  assert.deepEqual(typist.screen.lines, ["> help", ""]);
});

Deno.test("Editor goes on in a new line while the entry is open", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("path {\r", "openat {}\r", "}\r"), "path {\nopenat {}\n}");
  assert.deepEqual(typist.screen.lines, ["> path {", ". openat {}", ". }", ""]);
});

Deno.test("Editor edits with the keys of emacs", async () => {
  const cases: readonly (readonly [readonly string[], string])[] = [
    [["abc", LEFT, LEFT, "x"], "axbc"],
    [["abc", HOME, "x", "\x05y"], "xabcy"],
    [["one two", "\x17", "three"], "one three"],
    [["one two", "\x01", "\x1bd"], " two"],
    [["one two", "\x1bb", "\x0b", "\x01", "\x19 "], "two one "],
    [["one two", "\x15"], ""],
    [["e\u0301😀", "\x7f", "\x7f", "x"], "x"],
    [["abc", HOME, "\x1b[3~", "\x04"], "c"],
    [["ab", "\x1b[1;5D", "\x1b[1;5C", "c"], "abc"],
  ];
  for (const [keys, expected] of cases) {
    assert.equal(await new Typist().entry(...keys, "\r"), expected, JSON.stringify(keys));
  }
});

Deno.test("Editor moves between the lines of an entry", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("a {\r", "bcd\r", "}", UP, "x", UP, "y", "\r"), "a y{\nbxcd\n}");
});

Deno.test("Editor recalls whole entries and comes back to the draft", async () => {
  const history = new History(["first", "a {\nb\n}", "last"]);
  const typist = new Typist({ history });
  assert.equal(await typist.entry("dra", UP, UP, "\r"), "a {\nb\n}");
  assert.equal(await typist.entry("dra", UP, UP, DOWN, DOWN, "ft\r"), "draft");
  assert.equal(await typist.entry(UP, UP, UP, UP, UP, UP, "\r"), "first");
  assert.deepEqual(history.entries, ["last", "a {\nb\n}", "draft", "first"]);
});

Deno.test("Editor searches the history backwards with Ctrl-R", async () => {
  const history = new History(["attach 1", "run sh", "attach 2", "state"]);
  const typist = new Typist({ history });
  const entry = typist.read();
  await typist.type("\x12", "atta");
  assert.equal(typist.screen.lines.at(-1), 'search "atta": attach 2');
  await typist.type("\x12");
  assert.equal(typist.screen.lines.at(-1), 'search "atta": attach 1');
  await typist.type("\x13");
  assert.equal(typist.screen.lines.at(-1), 'search "atta": attach 2', "Ctrl-S goes back");
  await typist.type("\x13");
  assert.equal(typist.screen.lines.at(-1), 'search "atta": attach 2', "there is no newer one");
  await typist.type("\x12", "x");
  assert.equal(typist.screen.lines.at(-1), 'not found "attax": attach 1');
  await typist.type("\x7f", "\r");
  assert.equal(await entry, "attach 2");
});

Deno.test("Editor gives a search up with Ctrl-G and keeps what was typed", async () => {
  const typist = new Typist({ history: new History(["attach 1"]) });
  assert.equal(await typist.entry("sta", "\x12", "att", "\x07", "te\r"), "state");
});

Deno.test("Editor cancels the entry with Ctrl-C and prompts again", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("a {\r", "b", "\x03", "help\r"), "help");
  assert.deepEqual(typist.screen.lines, ["> a {", ". b^C", "> help", ""]);
});

Deno.test("Editor ends the input with Ctrl-D on an empty line only", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("x", "\x04", "\r"), "x");
  assert.equal(await typist.entry("\x04"), null);
});

Deno.test("Editor takes a paste as text when it has several lines", async () => {
  const typist = new Typist();
  const entry = typist.read();
  await typist.type("\x1b[200~help\rexit\r\x1b[201~");
  assert.deepEqual(typist.screen.lines, ["> help", ". exit", "."]);
  assert.ok(typist.editor.reading);
  await typist.type("\r");
  assert.equal(await entry, "help\nexit\n");
});

Deno.test("Editor shows what is pasted harmlessly", async () => {
  const typist = new Typist();
  const entry = typist.read();
  await typist.type("\x1b[200~a\x1b]0;owned\x07\u202e\x1b[201~");
  assert.equal(typist.screen.lines.at(-1), "> a\\x1b]0;owned\\x07\\u{202e}");
  await typist.type("\r");
  assert.equal(await entry, "a\x1b]0;owned\x07\u202e");
});

Deno.test("Editor keeps what is typed ahead for the next entry", async () => {
  const typist = new Typist();
  assert.equal(await typist.entry("one\rtwo\rthr"), "one");
  assert.equal(await typist.entry(), "two");
  assert.equal(await typist.entry("ee\r"), "three");
});

Deno.test("Editor shows notices above the entry and leaves it as it is", async () => {
  const typist = new Typist({ columns: 20 });
  const entry = typist.read();
  await typist.type("a line that is longer than the screen", LEFT, LEFT, LEFT);
  const [, column] = typist.screen.cursor;
  typist.editor.notify(["match 1", "match 2"]);
  await settled();
  assert.deepEqual(typist.screen.lines, [
    "match 1",
    "match 2",
    "> a line that is lon",
    "ger than the screen",
  ]);
  assert.deepEqual(typist.screen.cursor, [3, column]);
  await typist.type("X\r");
  assert.equal(await entry, "a line that is longer than the scrXeen");
});

Deno.test("Editor takes changes back with Ctrl-_, a typed word at a time", async () => {
  const undo = "\x1f";
  const typed = [..."one two three"];
  assert.equal(await new Typist().entry(...typed, undo, "\r"), "one two");
  assert.equal(await new Typist().entry(...typed, undo, undo, undo, undo, "x\r"), "x");
  assert.equal(await new Typist().entry("one two", "\x17", undo, "\r"), "one two");
  assert.equal(await new Typist().entry("a", LEFT, "b", undo, "\r"), "a");
  const complete = () => Promise.resolve({ from: 0, candidates: [{ text: "show" }] });
  assert.equal(await new Typist({ complete }).entry("sh", "\t", undo, "\r"), "sh");
  const typist = new Typist();
  await typist.entry("first", "\r");
  assert.equal(await typist.entry("x", undo, undo, "y\r"), "y", "never into another entry");
});

Deno.test("Editor puts in all that keys in a row have taken out", async () => {
  assert.equal(
    await new Typist().entry("one two three", "\x17", "\x17", "\x19", "\r"),
    "one two three",
  );
  assert.equal(
    await new Typist().entry("a b c", "\x17", LEFT, "\x17", "\x05", "\x19", "\r"),
    "a  b",
    "not over another key",
  );
});

Deno.test("Editor swaps two characters with Ctrl-T", async () => {
  assert.equal(await new Typist().entry("sohw", LEFT, LEFT, "\x14", "\r"), "show");
  assert.equal(await new Typist().entry("shwo", "\x14", "\r"), "show");
  assert.equal(await new Typist().entry("\x14", "a", "\x14", "\r"), "a");
});

Deno.test("Editor indents with Tab at the beginning of a line", async () => {
  assert.equal(await new Typist().entry("a {\r", "\t", "b\r", "}\r"), "a {\n    b\n}");
});

Deno.test("Editor draws over an entry what it would draw anew", async () => {
  const keys = fc.oneof(
    hostileText().map((text) => `\x1b[200~${text.replaceAll("\x1b[201~", "")}\x1b[201~`),
    fc.constantFrom(UP, DOWN, LEFT, HOME, "\x05", "\x17", "\x0b", "\x19", "\x7f", "\x04x"),
    fc.constantFrom("{", "}", "a", "宽字", " word", "\r{", "\x12", "\x07"),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(keys, { maxLength: 20 }),
      fc.integer({ min: 10, max: 40 }),
      async (inputs, columns) => {
        const typist = new Typist({ columns, history: new History(["one", "two {\n宽\n}"]) });
        const below = () => typist.screen.lines.slice(typist.screen.lines.lastIndexOf(NOTICE) + 1);
        void typist.read();
        await typist.type("x{\r");
        for (const input of inputs) {
          await typist.type(input);
          const drawnOver = below();
          const same = typist.editor.reading;
          if (!same) void typist.read();
          // A notice is followed by the entry drawn anew.
          typist.editor.notify([NOTICE]);
          await settled();
          if (same) assert.deepEqual(drawnOver, below());
          for (const line of typist.screen.lines) assert.doesNotMatch(line, HARMFUL);
        }
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("Editor marks what was cancelled on a line of its own when it does not fit", async () => {
  for (const [text, shown] of [["123456", ["> 123456^C"]], ["1234567", ["> 1234567", "^C"]]]) {
    const typist = new Typist({ columns: 10 });
    void typist.read();
    await typist.type(`${text}`, "\x03");
    assert.deepEqual(typist.screen.lines.slice(0, -1), shown);
  }
});

Deno.test("Editor takes whatever a terminal may send", async () => {
  const input = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(..."\x1b\x1b\x1b[[O0123;?~ABCDHZ\x00\x04\x12\x1a\x7f\r\t") }),
  );
  await fc.assert(fc.asyncProperty(fc.array(input), async (inputs) => {
    const typist = new Typist({ history: new History(["one", "two"]) });
    for (const each of inputs) {
      if (!typist.editor.reading) void typist.read();
      // The screen of these tests does not know how to be cleared.
      await typist.type(each.replaceAll("\x0c", ""));
      for (const line of typist.screen.lines) assert.doesNotMatch(line, HARMFUL);
    }
  }));
});
