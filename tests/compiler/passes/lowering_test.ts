import assert from "node:assert/strict";
import { machineOf, messagesOf, shapeOf } from "../machines.ts";

/** The kinds stand for letters; step numbers are in the order of the source. */
const A = "execve {}", B = "unlink {}", C = "chmod {}", D = "rename {}", E = "connect {}";

const shapes: readonly (readonly [what: string, body: string, states: readonly string[]])[] = [
  ["a sequence", `${A} ${B} ${C}`, ["0>1", "1>2", "2>match"]],
  ["a gap between steps", `... ${A} .. ${B} ...`, ["0>1", "1>match"]],
  ["one or more", `${A} ${B}.. ${C}`, ["0>1", "1>2*", "2>match 1>2*"]],
  ["one or more at the end", `${A} ${B}..`, ["0>1", "1>match"]],
  ["one or more before a gap at the end", `${A} ${B}.. ...`, ["0>1", "1>match"]],
  ["zero or more", `${A} ${B}... ${C}`, ["0>1", "2>match 1>2*", "2>match 1>2*"]],
  ["zero or more at the end", `${A} ${B}...`, ["0>match"]],
  ["zero or more twice", `${A}... ${B}... ${C}`, [
    "2>match 1>2* 0>1*",
    "2>match 1>2* 0>1*",
    "2>match 1>2*",
  ]],
  ["an exact count", `${A}{3} ${B}`, ["0>1", "0>2", "0>3", "1>match"]],
  ["a conditional", `${A} ? ${B} : ${C}`, ["0>1 2>match", "1>match"]],
  ["what follows a conditional", `${A} ? ${B} : ${C} ${D}`, [
    "0>1 2>3",
    "1>2",
    "3>match",
    "3>match",
  ]],
  ["no else", `${A} ? ${B} ${C}`, ["0>1", "1>2", "2>match"]],
  ["an else of gaps", `${A} ? ${B} : block "x" { ... } ${C}`, ["0>1", "1>2", "2>match"]],
  ["an empty else", `${A} ? ${B} : block "x" {} ${C}`, ["0>1", "1>2", "2>match"]],
  ["a then of gaps", `${A} ? ... : ${B} ${C}`, ["0>1 1>2", "2>match", "2>match"]],
  ["an else of zero or more", `${A} ? ${B} : ${C}... ${D}`, [
    "0>1 3>match 2>3*",
    "1>2",
    "3>match",
    "3>match 2>3*",
  ]],
  ["a conditional in an else", `${A} ? ${B} : ${C} ? ${D} : ${E}`, [
    "0>1 2>2 4>match",
    "1>match",
    "3>match",
  ]],
  ["alternatives", `(${A} | ${B}) ${C}`, ["0>1 1>2", "2>match", "2>match"]],
  ["an empty alternative", `${A} ( ... | ${B} ) ${C}`, ["0>1", "2>match 1>2", "2>match"]],
  ["the same continuation twice", `(${A}... | ${B}...) ${C}`, [
    "2>match 0>1* 1>2*",
    "2>match 0>1*",
    "2>match 1>2*",
  ]],
  ["blocks", `block "x" { ${A} block "y" { ${B} } } ${C}`, ["0>1[x]", "1>2[y]", "2>match"]],
  ["empty blocks", `block "x" {} ${A} block "y" { ... } block "z" {}`, ["0>match[x,y,z]"]],
  ["an empty block between", `${A} block "x" { block "y" {} } ${B}`, ["0>1", "1>match[x,y]"]],
  ["a block that may be passed", `${A} block "x" { ${B}... } ${C}`, [
    "0>1",
    "2>match[x] 1>2*[x]",
    "2>match 1>2*",
  ]],
  ["a block around alternatives", `block "x" { (${A} | block "y" { ${B} }) }`, [
    "0>match[x] 1>match[x,y]",
  ]],
  ["a benign block", `${A} ? ${B} : benign block "x" { ${C} ${D} }`, [
    "0>1 2>2[x]",
    "1>match",
    "3>dismissed",
  ]],
  ["an empty benign block", `${A} ? benign block "x" {} : ${B}`, ["0>dismissed[x] 1>match"]],
  ["without", `${A} without ${B} ${C}`, ["0>1", "2>match !1"]],
  ["two withouts", `${A} without ${B} without ${C} ${D} ${E}`, ["0>1", "3>2 !1 !2", "4>match"]],
  ["without before a repetition", `${A} without ${B} ${C}.. ${D}`, [
    "0>1",
    "2>2* !1",
    "3>match 2>2*",
  ]],
  ["without behind a repetition", `${A}.. without ${B} ${C}`, ["0>1*", "2>match 0>1* !1"]],
  ["without before an optional step", `${A} without ${B} ${C}... ${D}`, [
    "0>1",
    "3>match 2>2* !1",
    "3>match 2>2*",
  ]],
  ["without in a branch", `${A} ? block "x" { without ${B} ${C} } : ${D} ${E}`, [
    "0>1 3>3",
    "2>2[x] !1",
    "4>match",
    "4>match",
  ]],
];

for (const [what, body, expected] of shapes) {
  Deno.test(`lower makes the states of section 7 when a policy has ${what}`, () => {
    assert.deepEqual(shapeOf(`path "p" { ${body} }`), expected);
  });
}

Deno.test("lower keeps a step of until apart from the states when there is one", () => {
  const machine = machineOf(`path "p" until ${C} { ${A} ${B} }`);
  assert.equal(machine.until, 2);
  assert.deepEqual(shapeOf(`path "p" until ${C} { ${A} ${B} }`), ["0>1", "1>match"]);
});

Deno.test("lower names states for people when steps look alike", () => {
  const machine = machineOf(`path "p" {
    ( block "one" { execve { filename = "/a" } } | block "two" { execve { filename = "/a" } } )
    unlink {}{2}
    chmod {}
  }`);
  assert.deepEqual(machine.states.map(({ name }) => name), [
    "start",
    `after line 2 in "one": execve /a`,
    `after line 2 in "two": execve /a`,
    "after line 3: unlink (1 of 2)",
    "after line 3: unlink (2 of 2)",
  ]);
});

Deno.test("lower refuses a policy when it would be too large", () => {
  const body = "unlink {}... ".repeat(2000);
  assert.deepEqual(messagesOf(`path "p" { ${body} chmod {} }`), ["The policy is too large"]);
});

Deno.test("lower stays small when alternatives repeat what follows", () => {
  const body = `( ${A}... | ${B}... ) `.repeat(60);
  assert.equal(machineOf(`path "p" { ${body} ${C} }`).states.length, 121);
});
