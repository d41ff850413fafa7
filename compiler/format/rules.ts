/** What stands in brackets and between parts, construct by construct. */
import { OPTION_NAMES } from "../passes/options.ts";
import type { Joint } from "./comments.ts";
import { type Break, type Doc, EMPTY, FILL, HARD, SPACE, whenBroken } from "./doc.ts";

/** Enclosure is how parts in brackets are laid out. */
export interface Enclosure extends Joint {
  readonly open: string;
  readonly close: string;
  /** edge is the break behind the opening and before the closing bracket. */
  readonly edge: Break;
  /** last is what ends the last part. */
  readonly last: Doc;
  /** skipped are the separators of the source. */
  readonly skipped: string;
}

/** BODY is the statements of a policy, a block or `all`. */
export const BODY: Enclosure = {
  open: "{",
  close: "}",
  edge: HARD,
  separator: "",
  line: HARD,
  blanks: true,
  last: "",
  skipped: ";",
};

/** CONDITIONS are those of a step or a definition. */
export const CONDITIONS: Enclosure = {
  ...BODY,
  edge: SPACE,
  separator: ",",
  line: SPACE,
  last: whenBroken(","),
  skipped: ",;",
};

/** GROUP is conditions in parentheses. */
export const GROUP: Enclosure = { ...CONDITIONS, open: "(", close: ")", edge: EMPTY, last: "" };

/** LIST is the values of a list: as many on a line as have room. */
export const LIST: Enclosure = { ...CONDITIONS, open: "[", close: "]", edge: EMPTY, line: FILL };

/** ALTERNATIVES are one a line. */
export const ALTERNATIVES: Enclosure = {
  ...BODY,
  open: "(",
  close: ")",
  separator: " |",
  skipped: ";|",
};

/** ITEMS are the policies and definitions of a file. */
export const ITEMS: Joint = { separator: "", line: HARD, blanks: true };

/** ANNOTATIONS stand before their policy, one a line. */
export const ANNOTATIONS: Joint = { ...ITEMS, blanks: false };

/** HEAD is a name and options: on one line, or one a line. */
export const HEAD: Joint = { ...ANNOTATIONS, line: SPACE };

/** THEN stands before the first branch of a conditional. */
export const THEN: Joint = { ...ANNOTATIONS, separator: " ?" };

/** ELSE stands before the second branch of a conditional. */
export const ELSE: Joint = { ...ANNOTATIONS, separator: " :" };

/** ORDER is the order in which a policy's options are written. */
export const ORDER: readonly string[] = OPTION_NAMES;
