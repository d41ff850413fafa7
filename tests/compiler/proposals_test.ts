import assert from "node:assert/strict";
import fc from "fast-check";
import { proposals } from "../../compiler/proposals.ts";

function texts(text: string): readonly string[] {
  return proposals(text)?.proposals.map(({ text }) => text) ?? [];
}

/** CASES: what is typed, what must be proposed, and what must not. */
const CASES:
  readonly (readonly [text: string, some: readonly string[], none: readonly string[]])[] = [
    ["pa", ["path"], ["let"]],
    ["@at", ["@attack"], ["@description"]],
    [`path "p" `, ["by", "within", "until"], ["openat"]],
    [`path "p" by `, ["tree", "process"], ["by"]],
    [`path "p" severity h`, ["high"], ["host"]],
    [`path "p" until `, ["openat"], ["block"]],
    [`path "p" { `, ["openat", "execve", "block", "without"], ["pathname"]],
    [`path "p" { openat {} without `, ["execve"], ["block"]],
    [`path "p" { openat { `, ["pathname", "flags", "ret", "comm"], ["argv", "openat"]],
    [`path "p" { openat { fl`, ["flags"], ["pathname"]],
    [`path "p" { openat { parent.`, ["parent.exe", "parent.pid"], ["exe"]],
    [`path "p" { openat { flags `, ["has", "any", "="], ["=~", "pathname"]],
    [`path "p" { openat { pathname `, ["=~", "startswith", "glob"], ["has"]],
    [`path "p" { openat { parent.exe `, ["=~"], ["has"]],
    [`path "p" { openat { flags has O_CR`, ["O_CREAT"], ["O_RDONLY"]],
    [`path "p" { openat { flags has O_CREAT|O_T`, ["O_TRUNC"], ["O_CREAT"]],
    [`path "p" { openat { ret = -EN`, ["ENOENT"], ["EACCES"]],
    [`path "p" { connect { family in [AF_INET, AF_INET`, ["AF_INET6"], ["port"]],
    [`path "p" { connect { family in [AF_INET], po`, ["port"], ["AF_INET"]],
    [`path "p" { openat { pathname = "/a", m`, ["mode"], ["flags"]],
    [`path "p" { openat { pathname = "/a" and not (m`, ["mode"], ["flags"]],
    [`path "p" { execve { argv[0] `, ["=", "=~"], ["argv"]],
    [`path "p" { openat { pathname = "/a" } ex`, ["execve", "exit"], ["env"]],
    [`path "p" { block "b" { wr`, ["write"], ["path"]],
    [`path `, [], ["by", "within"]],
    [`path "p" within `, [], ["by", "severity"]],
    [`path "p" by tree `, ["within", "until"], ["by"]],
    [`path "p" respond `, ["alert"], ["kill"]],
    [`path "p" { connect { ip in `, ["$PRIVATE_NETS"], ["port"]],
    [`path "p" { connect { ip in $P`, ["$PRIVATE_NETS"], ["pid"]],
    [`path "p" { connect { ip in $PRIVATE_NETS, po`, ["port"], ["$LOOPBACK"]],
    [`let ROOT = { u`, ["uid"], ["unlink"]],
    [`let ROOT = { uid == 0 }\n`, ["path", "let"], ["by"]],
    [`let ROOT = { uid == 0 } path "p" { execve { $`, ["$ROOT"], ["$LOOPBACK"]],
    [`let S = ["sh"] path "p" { execve { comm in $`, ["$S", "$LOOPBACK"], ["$ROOT"]],
    [`path "p" { openat {} }\n`, ["path", "let"], ["openat"]],
  ];

for (const [text, some, none] of CASES) {
  Deno.test(`proposals go on from ${text}`, () => {
    const found = texts(text);
    for (const each of some) assert.ok(found.includes(each), `${each} in ${found}`);
    for (const each of none) assert.ok(!found.includes(each), `${each} not in ${found}`);
  });
}

Deno.test("proposals begin with the fields of the kind", () => {
  assert.deepEqual(texts(`path "p" { openat { `).slice(0, 3), ["pathname", "path", "dirfd"]);
});

Deno.test("proposals know what was defined before", () => {
  const lets = new Map([["S", 'let S = ["sh"]'], ["ROOT", "let ROOT = { uid == 0 }"]]);
  const found = (text: string) => proposals(text, lets)?.proposals.map((one) => one.text) ?? [];
  assert.deepEqual(found("execve { comm in $S"), ["$S"]);
  assert.deepEqual(found("execve { $R"), ["$ROOT"]);
});

Deno.test("proposals replace the word that the cursor is at the end of", () => {
  assert.equal(proposals(`path "p" { openat { fl`)?.from, 20);
  assert.equal(proposals(`path "p" { openat { parent.e`)?.from, 20);
});

Deno.test("proposals are none inside a string or a comment", () => {
  assert.equal(proposals(`path "p" { openat { pathname = "/e`), null);
  assert.equal(proposals(`path "p" { // op`), null);
  assert.equal(proposals(`path "p" { /* op`), null);
});

Deno.test("proposals never fail when a text is any text", () => {
  const parts = [
    ..."{}()[].,|-~",
    "path ",
    "openat ",
    "flags ",
    "has ",
    "not ",
    '"',
    "/",
    "#",
    "\n",
  ];
  const any = fc.array(fc.constantFrom(...parts)).map((all) => all.join(""));
  fc.assert(fc.property(fc.oneof(any, fc.string({ unit: "binary" })), (text) => {
    const found = proposals(text);
    assert.ok(found === null || (found.from >= 0 && found.from <= text.length));
  }));
});
