import assert from "node:assert/strict";
import fc from "fast-check";
import { RE2JS } from "../../../compiler/regex/re2js.ts";
import { checkPattern } from "../../../compiler/regex/pattern.ts";
import { matcherOf } from "./matcher.ts";
import { flags, pattern } from "./patterns.ts";

const ACCEPTED = [
  "",
  "^/etc/(shadow|gshadow)$",
  "(?i)pass(?-i:word)",
  "a{2}b{2,}c{2,3}d*?",
  "a{,3}{",
  "x{a}",
  "(?P<name>a)(?<other>b)",
  "[]a]",
  "[^]a]",
  "[a-]",
  "[\\d-z]",
  "[[:alpha:][:^digit:]]",
  "\\Q(a\\E",
  "\\pL\\p{Greek}\\P{^Lu}",
  "\\x{10ffff}\\x7f\\xff\\012\\12",
  "(?s).(?m:^)",
  "^*",
  "(|a)",
  "[\\x80-\\xff]",
  "é[é-ü]",
];

for (const source of ACCEPTED) {
  Deno.test(`checkPattern accepts ${JSON.stringify(source)}`, () => {
    assert.equal(checkPattern(source, ""), null);
    matcherOf({ source, flags: "" });
  });
}

const REFUSED: readonly (readonly [source: string, offset: number, message: string])[] = [
  ["(a)\\1", 3, `Back-reference "\\1" is not supported`],
  ["(?P<n>a)(?P=n)", 8, `Back-reference "(?P=" is not supported`],
  ["(?<n>a)\\k<n>", 7, `Back-reference "\\k" is not supported`],
  ["ab(?=c)", 2, `Look-ahead "(?=" is not supported`],
  ["ab(?!c)", 2, `Look-ahead "(?!" is not supported`],
  ["(?<=a)b", 0, `Look-behind "(?<=" is not supported`],
  ["(?<!a)b", 0, `Look-behind "(?<!" is not supported`],
  ["a(?>b)", 1, `Atomic group "(?>" is not supported`],
  ["ab++c", 2, `Possessive repetition "++" is not supported`],
  ["ab*+c", 2, `Possessive repetition "*+" is not supported`],
  ["a{2}+", 1, `Possessive repetition "{2}+" is not supported`],
  ["a**", 1, `Repetition "**" of a repetition: put the first into a group (?:...)`],
  ["(?'n'a)", 0, `Named group "(?'" is not supported: write (?P<name>...)`],
  ["(?P<a b>x)", 0, `Bad name "a b" of a group: use letters, digits and "_"`],
  ["(?P<ab", 0, `Missing ">" after the name of a group`],
  ["(?P<n>a)(?P<n>b)", 8, `A group is called "n" already`],
  ["(?x)a", 0, `Flag "x" is not supported: flags are i, m, s and U`],
  ["(?i", 0, `Bad flags "(?i" of a group`],
  ["(?(1)a)", 0, `Conditional "(?(" is not supported`],
  ["a(?R)", 1, `Recursion "(?R" is not supported`],
  ["a(?1)", 1, `Recursion "(?1" is not supported`],
  ["(?#x)a", 0, `Comment "(?#" is not supported`],
  ["a(b(c)", 1, `Missing ")" for "("`],
  ["a(b", 1, `Missing ")" for "("`],
  ["ab)c", 2, `")" without "("`],
  ["*a", 0, `Nothing to repeat before "*"`],
  ["a|+b", 2, `Nothing to repeat before "+"`],
  ["(?:?a)", 3, `Nothing to repeat before "?"`],
  ["a{1001}", 1, `Repetition "{1001}" is above the limit of 1000`],
  ["a{99999999999}", 1, `Repetition "{99999999999}" is above the limit of 1000`],
  ["a{3,2}", 1, `Repetition "{3,2}" is out of order: the lower count comes first`],
  ["(a{100}){11}", 8, `Nested repetitions multiply to more than 1000 in "{11}"`],
  ["ab[cd", 2, `Missing "]" of a class`],
  ["ab[]", 2, `Missing "]" of a class`],
  ["[b-a]", 1, `Range "b-a" of a class is out of order`],
  ["[a-\\d]", 1, `Range "a-\\d" of a class is out of order`],
  ["[[:foo:]]", 1, `Unknown class "[:foo:]"`],
  ["a\\p{Foo}", 1, `Unknown character property in "\\p{Foo}"`],
  ["a\\p", 1, `Missing name after "\\p"`],
  ["a\\", 1, `Trailing "\\": write \\\\ for a backslash`],
  ["a\\Z", 1, `"\\Z" is not supported: write \\z for the end of the text`],
  ["\\u0041", 0, `"\\u" is not supported: write \\x{HHHH}`],
  ["[\\h]", 1, `"\\h" is not supported: write [ \\t]`],
  ["\\y", 0, `Unknown escape "\\y"`],
  ["\\é", 0, `Unknown escape "\\é"`],
  ["\\xg", 0, `Bad escape "\\x": write two hex digits, or \\x{H...}`],
  ["\\x{110000}", 0, `"\\x{110000}" is beyond the last character, \\x{10FFFF}`],
  [
    "[é\\xff]",
    1,
    `Class with "é" in a pattern of bytes: beside \\xHH of 80 and above, a class can hold bytes ` +
    `and ASCII only`,
  ],
  [
    "(a{1000}){1000}",
    9,
    `Repetition "{1000}" makes the regular expression too large: more than 10000 characters when ` +
    `written out`,
  ],
  [
    "a{1000}".repeat(11),
    64,
    `Repetition "{1000}" makes the regular expression too large: more than 10000 characters when ` +
    `written out`,
  ],
  [
    "a".repeat(10_001),
    10_000,
    "Regular expression too large: more than 10000 characters when written out",
  ],
];

for (const [source, offset, message] of REFUSED) {
  Deno.test(`checkPattern refuses ${JSON.stringify(source.slice(0, 40))}`, () => {
    assert.deepEqual(checkPattern(source, ""), { message, offset });
  });
}

Deno.test("checkPattern refuses a pattern that is too long, however little it takes", () => {
  for (const part of ["(?P<", "[[:", "\\x{", "((((", "a{9}", "[a]"]) {
    assert.deepEqual(checkPattern(part.repeat(50_000), ""), {
      message: "Regular expression too long: more than 32768 characters",
      offset: 32_768,
    });
    checkPattern(part.repeat(32_768 / 4), "");
  }
});

Deno.test("checkPattern refuses a flag that a literal cannot have", () => {
  assert.deepEqual(checkPattern("a", "ig"), {
    message: `Unknown flag "g": flags are i, s and m`,
    offset: 0,
  });
  assert.equal(checkPattern("a", "ism"), null);
});

Deno.test("checkPattern refuses in a pattern of bytes what it refuses elsewhere", () => {
  assert.deepEqual(checkPattern("\\xEA[a-P]", ""), {
    message: `Range "a-P" of a class is out of order`,
    offset: 5,
  });
});

Deno.test("checkPattern accepts what re2js accepts when a pattern is made of rules", () => {
  fc.assert(fc.property(pattern(), flags(), (source, flags) => {
    RE2JS.compile(source);
    assert.equal(checkPattern(source, flags), null);
  }));
});

Deno.test("checkPattern agrees with re2js and places the mistake when a pattern is any text", () => {
  const parts = [
    ..."()[]{}|*+?^$.\\-,:<>=!'#&aPQEdbxipznk19é",
    ...["(?", "[^", "[[:", ":]", "\\x", "\\p{", "{2", "(?P<", "\\x{", "[a-", "(?i:", "😀"],
  ];
  const any = fc.array(fc.constantFrom(...parts), { maxLength: 10 }).map((all) => all.join(""));
  fc.assert(
    fc.property(fc.oneof(any, fc.string({ unit: "binary" })), (source) => {
      const problem = checkPattern(source, "");
      assert.equal(problem === null, accepts(source), JSON.stringify(problem));
      if (problem === null) return;
      assert(problem.offset >= 0 && problem.offset <= source.length);
      // The tokens and re2js have to see the same mistake: no word of re2js's own comes through.
      assert.match(problem.message, /^[A-Z"][^.]*/);
      assert(!/^[a-z]/.test(problem.message), problem.message);
    }),
    { numRuns: 5_000 },
  );
});

function accepts(source: string): boolean {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
}
