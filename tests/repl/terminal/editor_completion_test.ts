import assert from "node:assert/strict";
import { settled, Typist } from "./typist.ts";

const LEFT = "\x1b[D";

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
