import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as mod from "../../mod.ts";
import { live } from "../live/harness.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

Deno.test("mod.ts has for scripts each form that the shell shows a machine or a policy in", () => {
  const { machines: [machine] } = mod.compile('path "p" { openat {} execve {} }');
  assert.ok(machine !== undefined);
  assert.match(mod.machineText(machine), /openat/);
  assert.match(mod.machineDot(machine), /^digraph/);
  assert.match(mod.machineMermaid(machine), /^flowchart/);
  assert.equal(JSON.parse(mod.machineJson(machine)).name, "p");
  const formatted = mod.formatPolicy('path "p" {openat{}}');
  assert.deepEqual(formatted, { ok: true, text: 'path "p" {\n    openat {}\n}\n' });
});

Deno.test("formatDiagnostic needs no options for a plain text", () => {
  const text = 'path "p" { openat { pathnme = "/" } }';
  const [problem] = mod.compile(text, { file: "my.policy" }).diagnostics;
  assert.ok(problem !== undefined);
  assert.match(mod.formatDiagnostic(problem, text), /^my\.policy:1:21: error: There is no field/);
});

Deno.test("toJson writes what JSON.stringify refuses, and the exact bytes of a text", () => {
  const value = { args: { arg0: 2n ** 64n - 1n, pathname: "/tmp/\udcff" } };
  assert.throws(() => JSON.stringify(value), TypeError);
  assert.equal(
    mod.toJson(value),
    '{"args":{"arg0":18446744073709551615,"pathname":"/tmp/\\udcff"}}',
  );
});

Deno.test("visible leaves no escape sequence of a traced process in a text", () => {
  assert.equal(mod.visible("/tmp/\x1b[2J\udcff"), "/tmp/\\x1b[2J\\xff");
  assert.equal(mod.quoted('a"\n'), '"a\\"\\n"');
});

Deno.test("replay rejects with a RecordingError that a script can tell from others", async () => {
  await assert.rejects(mod.replay(["/no/such.ndjson"], { policies: [] }).next(), (error) => {
    assert.ok(error instanceof mod.RecordingError);
    assert.ok(error.cause instanceof Deno.errors.NotFound);
    return true;
  });
});

live("the example of mod.ts runs as it is written", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-q", "-A", "--no-config", "--doc", "mod.ts"],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  assert.ok(success, decoder.decode(stdout) + decoder.decode(stderr));
  assert.match(decoder.decode(stdout), /1 passed/);
});
