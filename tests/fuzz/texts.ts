/** Any text into the compiler: a diagnostic or a machine, and every view of either. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { compile } from "../../compiler/compile.ts";
import { isOpen } from "../../compiler/completeness.ts";
import { formatPolicy } from "../../compiler/format/format.ts";
import { interestOf } from "../../compiler/interest.ts";
import type { Machine } from "../../compiler/machine.ts";
import { syntaxTree, treeText } from "../../compiler/print/ast.ts";
import { formatDiagnostic } from "../../compiler/print/diagnostic.ts";
import { machineDot } from "../../compiler/print/dot.ts";
import { machineJson } from "../../compiler/print/json.ts";
import { machineMermaid } from "../../compiler/print/mermaid.ts";
import { machineText } from "../../compiler/print/text.ts";
import { tokensText } from "../../compiler/print/tokens.ts";
import { tokens } from "../../compiler/tokens.ts";
import { Engine } from "../../engine/engine.ts";
import { sameMachine } from "../../engine/policy.ts";
import { damaged } from "./mutations.ts";
import { POLICIES } from "./samples.ts";
import { type Subject, Tally } from "./subject.ts";

/** PIECES are what a policy is made of, and what it should not be made of. */
const PIECES: readonly string[] = [
  ..."{}()[]<>=!~,;:?|.$@#/\\\"'-+*&^%\n\t\r\0\x1b\u202e\ufeff日😀\ud800",
  ...("path let by within until block benign without not and or in has any glob all as openat {} " +
    'execve write ... .. {2} {257} "/a" "\\x4" /a/i /( == =~ !~ // /* */ 0x 08 5m 4K 1d -1 ' +
    "18446744073709551616 O_CREAT O_NOPE $x $is_shell f.ret argv[0] argv[ severity cooldown")
    .split(" "),
  'path "q" { openat {} }',
  "? block",
  "without",
];

const text = fc.oneof(
  { weight: 6, arbitrary: damaged(POLICIES, fc.constantFrom(...PIECES)) },
  { weight: 2, arbitrary: fc.array(fc.constantFrom(...PIECES)).map((all) => all.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 300 }) },
);

const tally = new Tally();

/** TEXTS is the compiler, given any text. */
export const TEXTS: Subject = {
  name: "texts",
  runs: 300,
  property: () => fc.property(text, judge),
  counts: tally.read,
};

function judge(text: string): void {
  judgeTokens(text);
  isOpen(text);
  treeText(syntaxTree(text), text);
  const { machines, diagnostics } = compile(text);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  assert(errors === 0 || machines.length === 0, "there are errors, and machines too");
  for (const diagnostic of diagnostics) {
    const { start, end } = diagnostic.span;
    assert(0 <= start && start <= end && end <= text.length, "a diagnostic lies outside the text");
    formatDiagnostic(diagnostic, text, { color: true });
  }
  for (const machine of machines) print(machine);
  judgeLoading(machines);
  judgeFormat(text, machines, errors);
  tally.add("texts");
  tally.add("machines", machines.length);
  tally.add("diagnostics", diagnostics.length);
}

function judgeTokens(text: string): void {
  let end = 0;
  for (const token of tokens(text)) {
    assert(token.start >= end && token.end > token.start && token.end <= text.length, "tokens");
    assert.match(text.slice(end, token.start), /^[\s\ufeff]*$/, "text between tokens");
    end = token.end;
  }
  tokensText(text);
}

function print(machine: Machine): void {
  machineText(machine);
  machineDot(machine);
  machineMermaid(machine);
  JSON.parse(machineJson(machine));
}

function judgeLoading(machines: readonly Machine[]): void {
  interestOf(machines);
  // A thread gets a clone.
  const clones = structuredClone(machines);
  new Engine({ match: () => {}, dismissed: () => {}, suppressed: () => {} }).load(clones);
}

function judgeFormat(text: string, machines: readonly Machine[], errors: number): void {
  const once = formatPolicy(text);
  if (!once.ok) {
    assert(errors > 0, "a text without errors cannot be formatted");
    return;
  }
  tally.add("formatted");
  const twice = formatPolicy(once.text);
  assert(twice.ok && twice.text === once.text, `formatting again changes:\n${once.text}`);
  const after = compile(once.text).machines;
  assert.equal(after.length, machines.length, `formatting changes what compiles:\n${once.text}`);
  for (const [index, machine] of machines.entries()) {
    const other = after[index];
    assert(other && sameMachine(machine, other), `formatting changes a machine:\n${once.text}`);
  }
}
