/** Random patterns and haystacks for the comparison with re2js. */
import fc from "fast-check";

/** ATOMS are what takes one character (or none), weighted towards what is shared with haystacks. */
const LITERALS = ["a", "b", "k", "s", "A", "/", "\\.", "_", "é", "€", "😀", "K", "ſ", "É"];
const CLASSES = [
  ".",
  "[ab]",
  "[^a]",
  "[^/]",
  "[a-k]",
  "[é-€]",
  "[^é]",
  "\\d",
  "\\w",
  "\\W",
  "\\s",
  "\\S",
  "\\pL",
  "\\PL",
  "\\p{Lu}",
  "[[:alpha:]]",
  "\\x{e9}",
  "[\\x{80}-\\x{10ffff}]",
  "(?s:.)",
  "\\n",
];
const LOOKS = ["^", "$", "\\b", "\\B", "(?m:^)", "(?m:$)", "\\A", "\\z"];
const REPEATS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{0,2}", "{1,}", "{3,5}", "{0}"];

/** pattern is a valid pattern; `bytes` adds names of single bytes. */
export function pattern(bytes: readonly string[] = []): fc.Arbitrary<string> {
  const literals = bytes.length > 0 ? LITERALS.slice(0, 8) : LITERALS;
  const { node } = fc.letrec<{ node: string; atom: string }>((tie) => ({
    atom: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 6, arbitrary: fc.constantFrom(...literals) },
      { weight: bytes.length, arbitrary: fc.constantFrom("", ...bytes) },
      {
        weight: 4,
        arbitrary: fc.constantFrom(...CLASSES.slice(0, bytes.length > 0 ? 5 : undefined)),
      },
      { weight: 2, arbitrary: fc.constantFrom(...LOOKS) },
      { weight: 2, arbitrary: tie("node").map((each) => `(?:${each})`) },
      { weight: 1, arbitrary: tie("node").map((each) => `(${each})`) },
    ),
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 3, arbitrary: fc.array(tie("atom"), { maxLength: 4 }).map((all) => all.join("")) },
      {
        weight: 2,
        arbitrary: fc.tuple(tie("atom"), fc.constantFrom(...REPEATS), tie("node"))
          .map(([atom, repeat, rest]) => `(?:${atom})${repeat}${rest}`),
      },
      { weight: 1, arbitrary: fc.tuple(tie("node"), tie("node")).map((two) => two.join("|")) },
    ),
  }));
  return node;
}

/** flags are those of a pattern, without `i` where `fold` is false. */
export function flags(fold = true): fc.Arbitrary<string> {
  return fc.subarray(fold ? ["i", "s", "m"] : ["s", "m"]).map((all) => all.join(""));
}

const PIECES = ["a", "b", "k", "s", "A", "/", ".", "_", " ", "\n", "0", "x", "é", "É", "€", "😀"];
const RARE = ["ſ", "K", "K", "ü", "\u{2028}", "\u{10ffff}", "\0"];

/** text is a haystack of valid UTF-8. */
export function text(): fc.Arbitrary<Uint8Array> {
  return fc.array(fc.constantFrom(...PIECES, ...PIECES, ...RARE), { maxLength: 12 })
    .map((all) => new TextEncoder().encode(all.join("")));
}

/** hostile is a haystack with bytes that are not UTF-8: parts of characters, and worse. */
export function hostile(): fc.Arbitrary<Uint8Array> {
  const parts = [
    [0xff],
    [0xc3],
    [0xa9],
    [0xe2, 0x82],
    [0xe2],
    [0xf0, 0x9f, 0x98],
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xe0, 0x80, 0xaf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf0, 0x8f],
    [0x80],
  ];
  return fc.array(
    fc.oneof(
      fc.constantFrom(...PIECES).map((each) => [...new TextEncoder().encode(each)]),
      fc.constantFrom(...parts),
      fc.integer({ min: 0, max: 255 }).map((byte) => [byte]),
    ),
    { maxLength: 10 },
  ).map((all) => Uint8Array.from(all.flat()));
}

/** escaped decodes UTF-8 with every invalid byte as the lone surrogate U+DC00 + byte. */
export function escaped(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length;) {
    const size = [4, 3, 2, 1].find((length) => valid(bytes.subarray(at, at + length), length));
    out += size
      ? new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at, at + size))
      : String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += size ?? 1;
  }
  return out;
}

/** valid tells whether bytes are one character of `length` bytes. */
function valid(bytes: Uint8Array, length: number): boolean {
  if (bytes.length !== length) return false;
  try {
    const decoded = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return [...decoded].length === 1;
  } catch {
    return false;
  }
}
