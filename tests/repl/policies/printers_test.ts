import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { PRINTERS } from "../../../repl/policies/printers.ts";
import { Prompt } from "../fixture.ts";

const POLICY = `path "p" { openat { pathname = "/a" } write {}.. unlink {} }`;

const BEGINNINGS = {
  text: /^p: by tree/,
  dot: /^digraph/,
  mermaid: /^flowchart/,
  json: /^\{/,
  svg: /^<\?xml[^]*<svg [^]*openat \/a/,
};

Deno.test("PRINTERS write every format", async () => {
  assert.deepEqual(Object.keys(PRINTERS), Object.keys(BEGINNINGS));
  const [machine] = compile(POLICY).machines;
  assert.ok(machine);
  for (const [format, beginning] of Object.entries(BEGINNINGS)) {
    assert.match(await PRINTERS[format]?.(machine) ?? "", beginning);
  }
});

Deno.test("show writes source and machine, or the machine as another format", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  const whole = await prompt.type("show p");
  assert.match(whole.out, /^1 {2}path "p"/);
  assert.match(whole.out, /\n● 1 openat \/a\n/);
  assert.match((await prompt.type("show p as mermaid")).out, /^flowchart/);
});

Deno.test("show says what it takes when the format is not known", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  for (const line of ["show p as poem", "show p like svg", "show p as"]) {
    const { status, out, err } = await prompt.type(line);
    assert.deepEqual([status, out], [2, ""], line);
    assert.match(err, /text, dot, mermaid, json, svg/);
  }
});
