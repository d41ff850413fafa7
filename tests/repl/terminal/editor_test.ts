import assert from "node:assert/strict";
import fc from "fast-check";
import { EMPTY, filled } from "../../../repl/terminal/buffer.ts";
import { Editor } from "../../../repl/terminal/editor.ts";
import { History } from "../../../repl/terminal/history.ts";
import { KeyDecoder } from "../../../repl/terminal/keys.ts";
import { layOut } from "../../../repl/terminal/layout.ts";
import type { TerminalOptions } from "../../../repl/terminal/terminal.ts";
import { COLOURED } from "../../../repl/views/palette.ts";
import { width } from "../../../repl/views/width.ts";
import { HARMFUL, hostileText } from "../views/hostile.ts";
import { withoutColour } from "../views/golden.ts";
import { TestScreen } from "./screen.ts";

const UP = "\x1b[A", DOWN = "\x1b[B", LEFT = "\x1b[D", HOME = "\x1b[H";
const NOTICE = "-- notice";

/** Typist types into an editor and sees its screen. */
class Typist {
  readonly screen: TestScreen;
  readonly editor: Editor;
  readonly #decoder = new KeyDecoder();

  constructor(options: Partial<TerminalOptions> & { readonly columns?: number } = {}) {
    this.screen = new TestScreen(options.columns ?? 40);
    // An entry is open while it has more opening than closing braces.
    const isOpen = (text: string) => text.split("{").length > text.split("}").length;
    this.editor = new Editor(this.screen, { isOpen, ...options });
  }

  read(): Promise<string | null> {
    return this.editor.read("> ", ". ");
  }

  /** type presses keys; the screen is up to date when it settles. */
  async type(...inputs: readonly string[]): Promise<void> {
    for (const input of inputs) {
      for (const key of this.#decoder.feed(input)) this.editor.press(key);
      await settled();
    }
  }

  /** entry types and returns the entry that results. */
  async entry(...inputs: readonly string[]): Promise<string | null> {
    const entry = this.read();
    await this.type(...inputs);
    return await entry;
  }
}

/** settled waits for the drawing, which comes once all keys that came together are taken. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

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

Deno.test("Editor completes as far as all candidates agree, then lists them", async () => {
  const words = ["policies", "policy", "state"];
  const complete = (text: string, cursor: number) => {
    const from = text.lastIndexOf(" ", cursor - 1) + 1;
    const typed = text.slice(from, cursor);
    const candidates = words.filter((word) => word.startsWith(typed)).map((text) => ({ text }));
    return Promise.resolve({ from, candidates });
  };
  const typist = new Typist({ complete });
  const entry = typist.read();
  await typist.type("help p", "\t");
  assert.equal(typist.screen.lines.at(-1), "> help polic");
  await typist.type("\t");
  assert.deepEqual(typist.screen.lines, ["policies  policy", "> help polic"]);
  await typist.type("i", "\t", "\r");
  assert.equal(await entry, "help policies ");
});

Deno.test("Editor puts behind the only candidate what it wants, and no second space", async () => {
  const complete = () => Promise.resolve({ from: 0, candidates: [{ text: "etc/", after: "" }] });
  assert.equal(await new Typist({ complete }).entry("e", "\t", "\r"), "etc/");
  const words = () => Promise.resolve({ from: 0, candidates: [{ text: "show" }] });
  const typed = ["sh x", LEFT, LEFT, "\t", "\r"];
  assert.equal(await new Typist({ complete: words }).entry(...typed), "show x");
});

Deno.test("Editor shows all of a long list of candidates, a page with each Tab", async () => {
  const candidates = Array.from({ length: 45 }, (_, index) => ({
    text: `c${index}`,
    brief: `number ${index}`,
  }));
  const typist = new Typist({ complete: () => Promise.resolve({ from: 0, candidates }) });
  const entry = typist.read();
  await typist.type("c", "\t", "\t", "\t", "\t");
  const lines = typist.screen.lines;
  const shown = lines.filter((line) => line.startsWith("c")).map((line) => line.split(" ")[0]);
  // The fourth begins anew.
  assert.deepEqual(shown, [...candidates, ...candidates.slice(0, 19)].map(({ text }) => text));
  assert.equal(lines.filter((line) => line.includes("more: Tab shows them")).length, 3);
  await typist.type("\x03", "\x04");
  assert.equal(await entry, null);
});

Deno.test("Editor lists in columns what has nothing to tell one from another", async () => {
  const candidates = ["one", "two", "three"].map((text) => ({ text, brief: "a number" }));
  const typist = new Typist({ complete: () => Promise.resolve({ from: 0, candidates }) });
  const entry = typist.read();
  await typist.type("\t");
  assert.deepEqual(typist.screen.lines, ["one    two    three", ">"]);
  await typist.type("\x04");
  assert.equal(await entry, null);
});

Deno.test("Editor drops a completion that comes too late", async () => {
  const answer = Promise.withResolvers<{ from: number; candidates: { text: string }[] }>();
  const typist = new Typist({ complete: () => answer.promise });
  const entry = typist.read();
  await typist.type("p", "\t", "q");
  answer.resolve({ from: 0, candidates: [{ text: "policies" }] });
  await settled();
  await typist.type("\r");
  assert.equal(await entry, "pq");
});

Deno.test("Editor lists candidates harmlessly when their descriptions are hostile", async () => {
  const complete = () =>
    Promise.resolve({
      from: 0,
      candidates: [{ text: "1", brief: "\x1b[2J" }, { text: "2", brief: "sh" }],
    });
  const typist = new Typist({ complete });
  const entry = typist.read();
  await typist.type("\t");
  assert.deepEqual(typist.screen.lines, ["1  \\x1b[2J", "2  sh", ">"]);
  await typist.type("\x04");
  assert.equal(await entry, null);
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

Deno.test("layOut puts the cursor where the text before it ends", () => {
  const options = { prompt: "> ", continuation: ". ", columns: 10 };
  assert.deepEqual(layOut(EMPTY, options), { rows: ["> "], row: 0, column: 2 });
  assert.deepEqual(layOut(filled("12345678"), options), {
    rows: ["> 12345678", ""],
    row: 1,
    column: 0,
  });
  assert.deepEqual(layOut({ text: "12345678\nx", cursor: 8 }, options), {
    rows: ["> 12345678", ". x"],
    row: 0,
    column: 9,
  });
  assert.deepEqual(layOut({ text: "1234567宽", cursor: 7 }, options), {
    rows: ["> 1234567", "宽"],
    row: 1,
    column: 0,
  });
});

Deno.test("layOut puts notes below the text of their line, whatever the prompt is", () => {
  const notes = new Map([[0, ["^ a"]], [1, ["^ b"]]]);
  assert.deepEqual(
    layOut(filled("one\ntwo\n"), { prompt: "long> ", continuation: ".> ", columns: 20, notes })
      .rows,
    ["long> one", "      ^ a", ".> two", "   ^ b", ".> "],
  );
});

Deno.test("layOut keeps colour across rows and refuses a highlighter that changes the text", () => {
  const options = { prompt: "", continuation: "", columns: 4 };
  const highlight = (text: string) => COLOURED("string", text);
  assert.deepEqual(layOut(filled("abcdef"), { ...options, highlight }).rows, [
    "\x1b[32mabcd\x1b[0m",
    "\x1b[32mef\x1b[0m",
  ]);
  const broken = () => "gone";
  assert.deepEqual(layOut(filled("abc"), { ...options, highlight: broken }).rows, ["abc"]);
});

Deno.test("layOut never draws a row that is too wide or a harmful character", () => {
  fc.assert(fc.property(hostileText(), fc.integer({ min: 10, max: 40 }), (text, columns) => {
    const highlight = (shown: string) => COLOURED("kind", shown);
    const layout = layOut(filled(text), { prompt: "> ", continuation: ". ", columns, highlight });
    for (const row of layout.rows) {
      assert.ok(width(row) <= columns);
      assert.doesNotMatch(withoutColour(row), HARMFUL);
    }
    assert.ok(layout.column < columns && layout.row < layout.rows.length);
  }));
});
