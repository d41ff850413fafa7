/** Walks the table of kinds: a row that one of its consumers cannot serve fails here. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Field } from "../../compiler/kinds/kind.ts";
import { fieldNames, KINDS } from "../../compiler/kinds/kinds.ts";
import { commonTable, fieldsTables, kindsTable } from "../../compiler/print/reference.ts";
import { decode } from "../../engine/decode.ts";
import { Engine } from "../../engine/engine.ts";
import type { EventValue, Match } from "../../engine/report.ts";
import { NdjsonReader } from "../../sensor/ndjson/ndjson.ts";
import { topic, TOPICS } from "../../repl/help/topics.ts";
import { PAPER } from "../../repl/views/screen.ts";

/** VALUES holds for each type of field a value, and how a condition writes it. */
const VALUES: Readonly<Record<Field["type"], readonly [value: EventValue, written: string]>> = {
  string: ["a text", '= "a text"'],
  number: [4711, "= 4711"],
  flags: [5, "has 5"],
  ip: ["10.1.2.3", '= "10.1.2.3"'],
  list: [["one", "two"], 'has "two"'],
};

for (const kind of KINDS) {
  const stored = kind.fields.filter(({ at }) => at.in === "number" || at.in === "bytes");

  Deno.test(`${kind.name} is read from a recording with every field that it has`, () => {
    const args = Object.fromEntries(stored.map((field) => [field.name, VALUES[field.type][0]]));
    // argc, too, is what the list has.
    if ("argc" in args) args.argc = 2;
    const line = `${JSON.stringify({ ts: 1, pid: 1, kind: kind.name, args, ret: 0 })}\n`;
    const read: unknown[] = [];
    const reader = new NdjsonReader((view) => {
      if (view.kind > 0 || kind.name === "call") read.push(decode(view).args);
    }, (problem) => assert.fail(problem.message));
    reader.push(new TextEncoder().encode(line));
    reader.end();
    assert.deepEqual(read[0], args);
  });

  for (const field of stored) {
    Deno.test(`${kind.name}.${field.name} is judged when a condition asks for it`, () => {
      const [value, written] = VALUES[field.type];
      const name = field.name;
      const { machines, diagnostics } = compile(`path "p" { ${kind.name} { ${name} ${written} } }`);
      assert.deepEqual(diagnostics.filter((one) => one.severity === "error"), []);
      assert.equal(machines[0]?.steps[0]?.phase, field.phase);
      const list = name === "argc" ? { argv: Array(4711).fill("") } : {};
      const matches: Match[] = [];
      const ignore = () => {};
      const engine = new Engine({
        match: (match) => matches.push(match),
        dismissed: ignore,
        suppressed: ignore,
        transition: ignore,
      });
      engine.replace(machines);
      const reader = new NdjsonReader((view) => engine.process(view), ignore);
      for (const args of [{}, { ...list, [name]: value }]) {
        const line = `${JSON.stringify({ ts: 1, pid: 1, kind: kind.name, args })}\n`;
        reader.push(new TextEncoder().encode(line));
      }
      reader.end();
      assert.equal(matches.length, 1);
    });
  }

  Deno.test(`${kind.name} is explained with every field when help is asked`, () => {
    assert.ok(TOPICS.kinds.includes(kind.name));
    const text = topic(kind.name, PAPER)?.join("\n") ?? "";
    const page = `${kindsTable()}\n${fieldsTables()}\n${commonTable()}`;
    for (const name of fieldNames(kind)) {
      assert.ok(text.includes(name), `help: ${name}`);
      assert.ok(page.includes(`\`${name}\``), `reference: ${name}`);
    }
    for (const call of kind.calls) assert.ok(text.includes(call.name) && page.includes(call.name));
  });
}
