/** Texts that a traced process could choose to harm whoever looks at them, for every view's test. */
import fc from "fast-check";

/** HOSTILE is what has been used, or could be, against terminals and against readers. */
export const HOSTILE: readonly string[] = [
  "\x1b[2J\x1b[H\x1b]0;owned\x07", // clears the screen, sets the title
  "\x1b]52;c;cm0gLXJmIC8=\x07", // fills the clipboard
  "\x1b[31m coloured \x1b[0m",
  "\x9b31m\x9d0;t\x9c", // the same introducers as C1 controls
  "\x1bP+q544e\x1b\\\x1b[6n\x1b[c", // asks the terminal, which answers into the input
  "line\nbreak\r\x08\x08\x0b\x0c\x00\x7f\x85",
  "/tmp/\u202egnp.exe\u202c\u2066x\u2069\u200f\u061c", // bidi: shown as exe.png
  "zero\u200bwidth\u200d\ufeff\u2060\u00ad\u034f\u115f\u3164\uffa0", // invisible
  "sepa\u2028ra\u2029tors\u00a0\u3000\u2800",
  "\udcff\udc80\ud800x\udfff", // bytes that are not UTF-8, lone surrogates
  "\ue000\u{f0000}\u0378\ufffe\u{e0041}\u{e0100}\ufe0f", // private, unassigned, tags, selectors
  "\u0301mark first, z\u0335\u0336\u0337\u0338\u0334\u0335\u0336 stacked",
  '"quote\\" = 0 \\x41 backslash\\',
  "宽字符".repeat(40),
  "A".repeat(5000),
  "",
];

/** HARMFUL finds what no view may ever emit; the palette's own sequences must be removed before. */
export const HARMFUL =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;

/** hostileText makes any string, lone surrogates included, with much of what is dangerous. */
export function hostileText(): fc.Arbitrary<string> {
  const unit = fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
    fc.constantFrom("\u0301", "\u0336", "\u{1f600}", "宽", "\\", "x", "\udc9b", "\x1b["),
    fc.constantFrom(...HOSTILE),
  );
  return fc.array(unit, { maxLength: 30 }).map((units) => units.join(""));
}
