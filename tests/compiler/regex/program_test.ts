import assert from "node:assert/strict";
import { RE2Set } from "../../../compiler/regex/re2js.ts";
import { compile, DO, LOOK, OPCODE } from "../../../compiler/regex/program.ts";

/** What re2js's own listing calls each of its instructions. */
const LISTED: Readonly<Record<string, number>> = {
  alt: OPCODE.alt,
  altmatch: OPCODE.altMatch,
  cap: OPCODE.capture,
  empty: OPCODE.look,
  fail: OPCODE.fail,
  match: OPCODE.match,
  nop: OPCODE.nop,
  rune: OPCODE.rune,
  rune1: OPCODE.rune1,
  any: OPCODE.any,
  anynotnl: OPCODE.anyNotNewline,
};

Deno.test("OPCODE holds the numbers that re2js uses", () => {
  const seen = new Set<string>();
  for (const source of ["(a|b)*c[de]+", ".", "(?s:.)", "(?i)kelvin", "^$", "\\b", "", "x{0}"]) {
    const set = new RE2Set();
    set.add(source);
    set.compile();
    for (const inst of set.prog.inst) {
      const [word = ""] = String(inst).split(" ");
      assert.equal(inst.op, LISTED[word], `"${inst}" in the program of /${source}/`);
      seen.add(word);
    }
  }
  // re2js never makes an altmatch of a pattern.
  assert.deepEqual(
    [...seen].sort(),
    Object.keys(LISTED).filter((each) => each !== "altmatch").sort(),
  );
});

Deno.test("LOOK holds the bits that re2js uses", () => {
  const looks = {
    "(?m:^)": LOOK.lineStart,
    "(?m:$)": LOOK.lineEnd,
    "^": LOOK.textStart,
    "\\A": LOOK.textStart,
    "$": LOOK.textEnd,
    "\\z": LOOK.textEnd,
    "\\b": LOOK.boundary,
    "\\B": LOOK.noBoundary,
  };
  for (const [source, bit] of Object.entries(looks)) {
    const { does, arg } = compile({ source, flags: "" });
    assert.deepEqual([...arg].filter((_, pc) => does[pc] === DO.look), [bit], source);
  }
});

Deno.test("compile knows a character in all its cases when the flag is i", () => {
  const sets = (source: string) => compile({ source, flags: "i" }).sets;
  assert.deepEqual(sets("k"), [[0x4b, 0x4b, 0x6b, 0x6b, 0x212a, 0x212a]]);
  assert.deepEqual(sets("a"), [[0x41, 0x41, 0x61, 0x61]]);
  assert.deepEqual(sets("É"), [[0xc9, 0xc9, 0xe9, 0xe9]]);
  assert.deepEqual(sets("1"), [[0x31, 0x31]]);
});
