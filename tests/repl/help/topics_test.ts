import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { TOPIC_TEXTS } from "../../../repl/help/topic_texts.ts";
import { topic, TOPICS, topicWords } from "../../../repl/help/topics.ts";
import { PLAIN } from "../../../repl/views/palette.ts";
import { PAPER } from "../../../repl/views/screen.ts";
import { width } from "../../../repl/views/width.ts";
import { commandLine, Prompt } from "../fixture.ts";

for (const [name, { example }] of Object.entries(TOPIC_TEXTS)) {
  if (example === undefined) continue;
  Deno.test(`the example of help ${name} compiles without a warning`, () => {
    const { machines, diagnostics } = compile(example);
    assert.deepEqual(diagnostics.map(({ message }) => message), []);
    assert.equal(machines.length, 1);
  });
}

Deno.test("topic knows every word that it says it knows, on a screen of any width", () => {
  for (const word of topicWords()) {
    for (const columns of [40, 80]) {
      const lines = topic(word, { palette: PLAIN, columns });
      assert.ok(lines !== null && lines.length > 0, word);
      for (const line of lines) {
        assert.ok(width(line) <= columns, `${word}: ${line}`);
        assert.ok(!line.includes("…"), `${word} is cut: ${line}`);
      }
    }
  }
});

Deno.test("topic shows one word of the language where a whole topic is more than was asked", () => {
  const text = (word: string) => topic(word, PAPER)?.join("\n") ?? "";
  assert.match(text("glob"), /\*\* across/);
  assert.doesNotMatch(text("glob"), /regular expression/);
  assert.match(text("=~"), /RE2[^]*help operators/);
  assert.match(text("cooldown"), /counted, not reported/);
});

Deno.test("topic tells which kinds have a field, and the kind of a system call", () => {
  const text = (word: string) => topic(word, PAPER)?.join("\n") ?? "";
  assert.match(text("pathname"), /field of \d+ kinds[^]*openat[^]*unlink/);
  assert.match(text("argv"), /field of one kind/);
  assert.match(text("exe"), /field of every event/);
  assert.match(text("creat"), /system call of the kind openat[^]*pathname/);
  assert.equal(topic("nonsense", PAPER), null);
  assert.equal(topic("constructor", PAPER), null);
});

Deno.test("topic knows constants, settings, annotations and what people call a topic", () => {
  const text = (word: string) => topic(word, PAPER)?.join("\n") ?? "";
  assert.match(text("O_CREAT"), /constant of the kernel[^]*openat +flags +0x40/);
  assert.match(text("ENOENT"), /every kind +ret +2/);
  assert.match(text("buffer"), /setting of the prompt[^]*100000[^]*set buffer VALUE/);
  assert.match(text("@tag"), /to find it by[^]*help annotations/);
  assert.equal(text("let"), text("definitions"));
  assert.match(text("and"), /parentheses group/);
});

Deno.test("help knows commands by their other names, and those of the other place", async () => {
  assert.match(
    (await commandLine(["help", "attach"])).out,
    /^attach: Watch [^]*Usage\n {2}attach /,
  );
  assert.match((await commandLine(["help", "run"])).out, /Usage\n {2}exeray run /);
  await using prompt = new Prompt();
  assert.match((await prompt.type("help trace")).out, /Usage\n {2}exeray trace /);
  assert.match((await prompt.type("? quit")).out, /^exit: Leave/);
  assert.match((await prompt.type("help complete")).err, /Cannot help/);
});

Deno.test("help suggests the nearest of all that it knows", async () => {
  await using prompt = new Prompt();
  assert.match((await prompt.type("help wihtin")).err, /did you mean "within"\?/);
  assert.match((await prompt.type("help pathnmae")).err, /did you mean "pathname"\?/);
  assert.match((await prompt.type("help polices")).err, /did you mean "policies"\?/);
  assert.match((await prompt.type("help zzzzzzzz")).err, /help lists what there is/);
});

Deno.test("help keeps to the width of the screen and breaks between words", async () => {
  await using prompt = new Prompt();
  for (const columns of [40, 80]) {
    prompt.columns = columns;
    const lines = (await prompt.type("help")).out.split("\n");
    for (const line of lines) assert.ok(width(line) <= columns, line);
    const words = lines.join(" ").replaceAll(/\s+/g, " ");
    assert.match(
      words,
      /explain Show a match with its evidence, or tell in words what a policy waits/,
    );
  }
});

Deno.test("help without a word lists commands, kinds and topics", async () => {
  const { out } = await commandLine(["help"]);
  for (const word of [...TOPICS.kinds, ...TOPICS.others]) assert.ok(out.includes(word), word);
});
