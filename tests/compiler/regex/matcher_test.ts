import assert from "node:assert/strict";
import { matcherOf } from "./matcher.ts";

function bytesOf(...parts: readonly (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === "string" ? [...new TextEncoder().encode(part)] : [part]
    ),
  );
}

function finds(source: string, ...parts: readonly (string | number)[]): boolean {
  const bytes = bytesOf(...parts);
  return matcherOf({ source, flags: "" }).test(bytes, 0, bytes.length);
}

Deno.test("a matcher searches only from start to before end", () => {
  const bytes = bytesOf("xx/etc/shadow.bak");
  const matcher = matcherOf({ source: "^/etc/shadow$", flags: "" });
  assert.equal(matcher.test(bytes, 2, 13), true);
  assert.equal(matcher.test(bytes, 2, 14), false);
  assert.equal(matcher.test(bytes, 1, 13), false);
  assert.equal(matcher.test(bytes, 2, 2), false);
  assert.equal(matcherOf({ source: "", flags: "" }).test(bytes, 2, 2), true);
});

Deno.test("an invalid byte hides a path from no pattern that has a dot or a negated class", () => {
  const invalid = [[0xff], [0x80], [0xe2, 0x82], [0xc3], [0xf0, 0x9f, 0x98], [0xed, 0xa0, 0x80]];
  for (const source of ["^/tmp/.*\\.sh$", "^/tmp/[^/]+\\.sh$", "^/tmp/\\PL+\\.sh$", "/tmp/\\W+"]) {
    for (const bytes of invalid) {
      assert.equal(finds(source, "/tmp/", ...bytes, ".sh"), true, `/${source}/ on ${bytes}`);
    }
  }
  assert.equal(finds("^/tmp/.\\.sh$", "/tmp/", 0xff, ".sh"), true);
  assert.equal(
    finds("^/tmp/.\\.sh$", "/tmp/", 0xe2, 0x82, ".sh"),
    false,
    "two bytes, two characters",
  );
  assert.equal(finds("^/tmp/.\\.sh$", "/tmp/€.sh"), true, "three bytes, one character");
  assert.equal(finds("^/tmp/[a-z]+\\.sh$", "/tmp/", 0xff, ".sh"), false);
  assert.equal(finds("^/tmp/\\pL+\\.sh$", "/tmp/", 0xc3, ".sh"), false);
});

Deno.test("a dot takes no newline unless the flag is s", () => {
  assert.equal(finds("a.b", "a\nb"), false);
  assert.equal(finds("a[^x]b", "a\nb"), true);
  const bytes = bytesOf("a\nb");
  assert.equal(matcherOf({ source: "a.b", flags: "s" }).test(bytes, 0, 3), true);
});

Deno.test("\\xHH below 80 is the character of that number", () => {
  assert.equal(finds("\\x7fELF", 0x7f, "ELF"), true);
});

Deno.test("\\xHH of 80 and above is that byte, wherever it stands", () => {
  assert.equal(finds("\\xff\\xd8\\xff", 0xff, 0xd8, 0xff, 0xe0), true);
  assert.equal(finds("\\xff", "ÿ"), false, "U+00FF has no byte ff");
  assert.equal(finds("\\xc3", "é"), true, "the first byte of a valid character");
  assert.equal(
    finds("\\xe8....\\x90", 0xe8, 0x82, 0xac, 0, 0, 0x90),
    true,
    "a dot is a byte there",
  );
  assert.equal(finds("[\\x80-\\xff]{3}", "€"), true);
  assert.equal(finds("^[^\\xff]$", 0xfe), true);
  assert.equal(finds("^[^\\xff]$", 0xff), false);
  assert.equal(finds("é\\xff", "é", 0xff), true, "a character stands for its bytes");
  assert.equal(finds("^é{2}\\xff", "éé", 0xff), true);
  assert.equal(finds("\\Qé.\\E\\xff", "é.", 0xff), true);
  assert.equal(finds("\udcff", 0xff), true, "and so does a byte from a string");
});

Deno.test("\\x{HH} is the character of that number, not the byte", () => {
  assert.equal(finds("\\x{ff}", "ÿ"), true);
  assert.equal(finds("\\x{ff}", 0xff), false);
});

Deno.test("case is folded as in RE2 when the pattern says (?i)", () => {
  assert.equal(finds("(?i)PassWord", "my password"), true);
  assert.equal(finds("(?i)k", "\u212a"), true, "the Kelvin sign");
  assert.equal(finds("(?i)é", "É"), true);
  assert.equal(finds("(?i)é\\xff", "É", 0xff), false, "bytes have no case");
});

const HOSTILE = [
  "(a+)+$",
  "^(a+)+$",
  "(a|a)*b",
  "(a|aa)+$",
  "(x+x+)+y",
  "(a*)*b",
  "(.*a){12}b",
  "(.*)(.*)(.*)(.*)(.*)c",
  "a.{30}b.{30}c",
];

for (const source of HOSTILE) {
  Deno.test(`/${source}/ searches a megabyte in linear time`, () => {
    const bytes = bytesOf("a".repeat(1 << 20) + "!");
    const matcher = matcherOf({ source, flags: "" });
    // A search that backtracks takes years, one that is quadratic takes hours.
    assert.equal(matcher.test(bytes, 0, bytes.length), false);
  });
}

Deno.test("a matcher finds the same when its table as a whole would be too large", () => {
  const source = "a.{20}b";
  for (let gap = 18; gap < 23; gap++) {
    assert.equal(finds(source, "a".repeat(50), "é".repeat(gap), "b"), gap <= 20, `${gap}`);
  }
  assert.equal(finds(source, "a", "x".repeat(20), "b"), true);
});

Deno.test("a matcher that has no room forgets states and still finds", () => {
  const matcher = matcherOf({ source: "a[ab]{14}c", flags: "" }, { cells: 0, each: 0 });
  let seed = 1;
  const noise = Uint8Array.from({ length: 100_000 }, () => {
    seed = seed * 1103515245 + 12345 & 0x7fffffff;
    return 0x61 + (seed >> 16 & 1);
  });
  assert.equal(matcher.test(noise, 0, noise.length), false);
  noise[99_999] = 0x63;
  assert.equal(matcher.test(noise, 0, noise.length), noise[99_984] === 0x61);
  noise[99_984] = 0x61;
  assert.equal(matcher.test(noise, 0, noise.length), true);
});
