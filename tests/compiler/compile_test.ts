import assert from "node:assert/strict";
import { compile, compileSet } from "../../compiler/compile.ts";
import { interestOf } from "../../compiler/interest.ts";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { machineOf } from "./machines.ts";

Deno.test("compile fills in options and defaults when a policy has some", () => {
  const machine = machineOf(`
    @attack("T1003.008") @tag("a\\tb") @tag("c")
    path "p" by process within 250ms severity critical cooldown 1d respond alert { unlink {} }`);
  const { subject, within, severity, cooldown, annotations, name, span } = machine;
  assert.deepEqual({ subject, within, severity, cooldown, name }, {
    subject: "process",
    within: 250_000_000,
    severity: "critical",
    cooldown: 86_400_000_000_000,
    name: "p",
  });
  assert.deepEqual(annotations, [["attack", "T1003.008"], ["tag", "a\tb"], ["tag", "c"]]);
  assert.equal(machine.source.slice(span.start, span.start + 7), "@attack");
  const plain = machineOf(`path "p" { unlink {} }`);
  assert.equal(plain.subject, "tree");
  assert.equal(plain.severity, "medium");
  assert.equal(plain.within, null);
});

Deno.test("compile makes no machine when any policy of the file has an error", () => {
  const { machines, diagnostics } = compile(`path "a" { unlink {} } path "b" { unlnk {} }`);
  assert.equal(machines.length, 0);
  assert.equal(diagnostics.length, 1);
});

Deno.test("compile takes comments, semicolons and words as names when a policy has them", () => {
  const { machines, diagnostics } = compile(`
    # one
    let path = "/a"; // two
    /* three */ path "p" by tree /* four { */ { ;
      openat { path = $path; # }
        uid = 0 } ; // "
      write { content = "/* no comment */ # none" }...;
      unlink { }{ 2 }
    };`);
  assert.deepEqual(diagnostics, []);
  assert.equal(machines[0]?.steps.length, 3);
});

Deno.test("compile gives the line of each step when a policy has several", () => {
  const machine = machineOf(`path "p" {\n  unlink {}\n  chmod {\n uid = 0 }{2}\n}`);
  assert.deepEqual(machine.steps.map(({ span }) => [span.line, span.column]), [[2, 3], [3, 3]]);
});

Deno.test("compile labels a step by what tells most when it has several conditions", () => {
  const machine = machineOf(`path "p" {
    openat { ret >= 0, comm = "sh", pathname =~ /^\\/etc\\// }
    connect { port != 53 }
    execve { uid = 0, comm = "sh" }
    openat { pathname != "/a", flags has O_CREAT }
    unlink {}
  }`);
  assert.deepEqual(machine.steps.map(({ label }) => label), [
    "openat ^/etc/",
    "connect port != 53",
    "execve sh",
    "openat flags has O_CREAT",
    "unlink",
  ]);
});

Deno.test("compileSet refuses a name when another file has it, and keeps the other files", () => {
  const { machines, diagnostics } = compileSet([
    { file: "a", text: `path "one" { unlink {} }` },
    { file: "b", text: `path "one" { unlink {} } path "two" { unlink {} }` },
    { file: "c", text: `path "three" { unlink {} }` },
    { file: "d", text: `path "two" { unlink {} }` },
  ]);
  assert.deepEqual(machines.map(({ name }) => name), ["one", "three", "two"]);
  assert.deepEqual(diagnostics.map(({ file, message }) => [file, message]), [
    ["b", `There is a policy "one" in another file`],
  ]);
});

Deno.test("compile compiles the example when it is a kind's own", () => {
  for (const kind of KINDS) {
    assert.deepEqual(compile(`path "p" { ${kind.example} }`).machines.length, 1, kind.name);
  }
});

Deno.test("interestOf adds up kinds, phases and fields when machines have steps", () => {
  const machine = machineOf(`path "p" until exit {} {
    openat { path = "/a" }
    without call { ret < 0 }
    openat { uid = 0, not ret = 0 }
    execve { env has "A=b", argv[0] = "x" }
  }`);
  const { phases, fields } = interestOf([machine]);
  const named = [...phases].map(([kind, bits]) => [KINDS[kind]?.name, bits]);
  assert.deepEqual(Object.fromEntries(named), { openat: 3, call: 2, execve: 1, exit: 1 });
  assert.deepEqual([...fields].sort(), [
    "call.ret",
    "execve.argv",
    "execve.env",
    "openat.pathname",
    "openat.ret",
    "openat.uid",
  ]);
});
