import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { allBut, conjunctsOf } from "../../compiler/conjuncts.ts";

function machineOf(step: string) {
  const text = `let q = { uid = 0, gid = 0 }\npath "p" {\n  exit {}\n  ${step}\n}`;
  const { machines: [machine], diagnostics } = compile(text);
  assert.ok(machine !== undefined, JSON.stringify(diagnostics));
  return machine;
}

for (
  const [step, texts] of [
    ["execve {}", []],
    ["execve { uid = 0 }", ["uid = 0"]],
    ['openat { pathname =~ "}", ret >= 0 }', ['pathname =~ "}"', "ret >= 0"]],
    ["openat { uid = 0 and gid = 0, ret >= 0 or tid = 1 }", [
      "uid = 0",
      "gid = 0",
      "ret >= 0 or tid = 1",
    ]],
    ["openat { $q, not uid = 1 }", ["$q", "not uid = 1"]],
    ["openat { $q }", ["$q"]],
    ["openat { (uid = 0\n gid = 1) }", ["uid = 0", "gid = 1"]],
    ["openat { uid = 0 // so\n }..", ["uid = 0"]],
  ] as const
) {
  Deno.test(`conjunctsOf takes ${JSON.stringify(step)} apart`, () => {
    const machine = machineOf(step);
    const conjuncts = conjunctsOf(machine, 1);
    assert.deepEqual(conjuncts.map(({ text }) => text), texts);
    for (const missed of conjuncts.keys()) {
      const { steps: [one], states } = allBut(machine, 1, { missed });
      assert.ok(one?.condition.is === "all");
      assert.equal(one.condition.of.length, conjuncts.length);
      assert.deepEqual(one.condition.of[missed], { is: "not", of: conjuncts[missed]?.condition });
      assert.equal(states.length, 1);
    }
  });
}
