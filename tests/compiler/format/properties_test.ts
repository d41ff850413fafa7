/** Properties of the layout over policies at random and over every policy that the project has. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../../compiler/compile.ts";
import { formatPolicy } from "../../../compiler/format/format.ts";
import { syntaxTree } from "../../../compiler/print/ast.ts";
import { tokens } from "../../../compiler/tokens.ts";
import { policy as anyPolicy } from "../../naive/enumerate.ts";
import { print } from "../../naive/policy.ts";
import { policyText, respaced } from "./texts.ts";

const ROOT = new URL("../../../", import.meta.url);

Deno.test("formatPolicy changes nothing but the layout when it gets any sound text", () => {
  check(policyText.chain(respaced), 1000);
});

Deno.test("formatPolicy keeps machines as they are when it gets policies that compile", () => {
  const texts = anyPolicy().map((policy) => print(policy).text);
  fc.assert(
    fc.property(texts.filter(compiles).chain(respaced), (text) => {
      assert.equal(machines(text).length, 1);
      checkText(text);
    }),
    { numRuns: 300 },
  );
});

Deno.test("formatPolicy changes nothing but the layout when it gets the project's policies", async () => {
  const texts = [...await policyFiles(ROOT), ...await documented()];
  const sound = texts.filter((text) => formatPolicy(text).ok);
  assert.ok(sound.length > 15, `${sound.length} of ${texts.length}`);
  for (const text of sound) {
    checkText(text);
    check(respaced(text), 20);
  }
});

Deno.test("formatPolicy never throws when it gets any text", () => {
  const part = fc.constantFrom(
    ...[
      'path "p"',
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      "openat",
      "x",
      "=",
      "=~",
      "/a/",
      "//",
      "/*",
      "*/",
    ],
    ...[
      "?",
      ":",
      "|",
      "..",
      "...",
      ",",
      ";",
      "\n",
      " ",
      '"',
      "$A",
      "(",
      "let",
      "@a",
      "in",
      "not",
      "-",
    ],
    ...["openat {}", "block", '"b"', "{3}", "without", "\r", "\0", "\ud800", "until", "by", "5"],
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(part, { maxLength: 30, size: "max" }).map((parts) => parts.join("")),
    fc.array(part, { maxLength: 12, size: "max" }).map((of) => `path "p" { ${of.join(" ")} }`),
  );
  fc.assert(
    fc.property(text, (text) => {
      const formatted = formatPolicy(text);
      if (formatted.ok) checkText(text);
      else assert.ok(formatted.diagnostics.some((one) => one.severity === "error"));
    }),
    { numRuns: 3000 },
  );
});

function check(texts: fc.Arbitrary<string>, numRuns: number): void {
  fc.assert(fc.property(texts, checkText), { numRuns });
}

function checkText(text: string): void {
  const formatted = formatPolicy(text);
  assert.ok(formatted.ok, "the text is sound");
  const again = formatPolicy(formatted.text);
  assert.ok(again.ok, `still sound:\n${formatted.text}`);
  assert.equal(again.text, formatted.text, "idempotent");
  assert.deepEqual(comments(formatted.text), comments(text), "comments");
  assert.deepEqual(words(formatted.text), words(text), "tokens");
  assert.deepEqual(tree(formatted.text), tree(text), "tree");
  assert.deepEqual(machines(formatted.text), machines(text), "machines");
  assert.doesNotMatch(outsideOfComments(formatted.text), /[ \t\r]\n|\n\n\n|^\n|\n\n$/);
}

/** comments are the comments of a text, without what no layout keeps: the ends of their lines. */
function comments(text: string): readonly string[] {
  return tokens(text).filter((token) => token.kind === "comment")
    .map(({ start, end }) => text.slice(start, end).replace(/\r+\n/g, "\n"))
    .map((comment) => comment.startsWith("/*") ? comment : comment.replace(/[ \t\r]+$/, ""));
}

function outsideOfComments(text: string): string {
  return comments(text).reduce((rest, comment) => rest.replace(comment, () => "c"), text);
}

/** words are all tokens but separators, in no order: options may have changed places. */
function words(text: string): readonly string[] {
  return tokens(text).filter((token) => token.kind !== "comment")
    .map(({ start, end }) => text.slice(start, end))
    .filter((word) => word !== "," && word !== ";").sort();
}

/** tree is the syntax tree without places, the options of a policy in the order of their names. */
function tree(text: string): unknown {
  return JSON.parse(JSON.stringify(syntaxTree(text), (key, value) => {
    if (key === "at" || key === "head") return undefined;
    // A stable order, so that of two options of one name the first stays the first.
    if (key === "options") return value.toSorted(byKey);
    return value;
  }));
}

function byKey(a: { key: { text: string } }, b: { key: { text: string } }): number {
  return a.key.text < b.key.text ? -1 : a.key.text > b.key.text ? 1 : 0;
}

/** machines are the machines of a text without places in it and names that quote it. */
function machines(text: string): readonly unknown[] {
  return compile(text).machines.map(({ source: _, span: __, states, steps, ...rest }) => ({
    ...rest,
    states: states.map(({ name: _, ...state }) => state),
    steps: steps.map(({ span: _, label: __, ...step }) => step),
  }));
}

function compiles(text: string): boolean {
  return compile(text).machines.length > 0;
}

async function policyFiles(folder: URL): Promise<string[]> {
  const texts: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory && !name.startsWith(".") && name !== "node_modules") {
      texts.push(...await policyFiles(new URL(`${name}/`, folder)));
    } else if (name.endsWith(".policy")) {
      texts.push(await Deno.readTextFile(new URL(name, folder)));
    }
  }
  return texts;
}

async function documented(): Promise<string[]> {
  const page = await Deno.readTextFile(new URL("docs/language.md", ROOT));
  return [...page.matchAll(/```policy\n([^]*?)```/g)].map((found) => found[1] ?? "");
}
