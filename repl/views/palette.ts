/**
 * Colours by meaning. A view names what a text is (a warning, a process, a severity) and the
 * palette decides what that looks like, or that nothing does.
 */
import type { Severity } from "../../compiler/machine.ts";

/** Style is what a text means. */
export type Style =
  | "error"
  | "warning"
  | "match"
  | "good"
  | "heading"
  | "dim"
  | "key"
  | "number"
  | "string"
  | "comment"
  | "kind"
  | "current"
  | `severity.${Severity}`;

/** Palette writes a text in a style. The text must be harmless already. */
export type Palette = (style: Style, text: string) => string;

/**
 * CODES are the SGR parameters (ECMA-48) of each style. Only the sixteen colours that a terminal's
 * own theme defines, so that they can be read on a light and on a dark ground.
 */
const CODES: Readonly<Record<Style, string>> = {
  error: "1;31",
  warning: "33",
  match: "1;31",
  good: "32",
  heading: "1",
  dim: "2",
  key: "36",
  number: "35",
  string: "32",
  comment: "2",
  kind: "34",
  current: "1;33",
  "severity.info": "2",
  "severity.low": "36",
  "severity.medium": "33",
  "severity.high": "31",
  "severity.critical": "1;31",
};

/** PLAIN writes every text as it is. */
export const PLAIN: Palette = (_style, text) => text;

/** COLOURED writes texts with ANSI colours. */
export const COLOURED: Palette = (style, text) =>
  text === "" ? "" : `\x1b[${CODES[style]}m${text}\x1b[0m`;

/** ColorChoice is the value of `--color`. */
export type ColorChoice = "auto" | "always" | "never";

/** ColorInputs are what the choice of a palette depends on. */
export interface ColorInputs {
  readonly color: ColorChoice;
  /** noColor and term are the environment's NO_COLOR and TERM. */
  readonly noColor: string | undefined;
  readonly term: string | undefined;
  /** terminal tells whether the text goes to one. */
  readonly terminal: boolean;
}

/**
 * choosePalette decides whether there is colour: `--color` has the last word; otherwise it takes a
 * terminal that is not dumb, and a NO_COLOR that is not set or empty (https://no-color.org).
 */
export function choosePalette(inputs: ColorInputs): Palette {
  switch (inputs.color) {
    case "always":
      return COLOURED;
    case "never":
      return PLAIN;
    case "auto": {
      const refused = (inputs.noColor ?? "") !== "" || inputs.term === "dumb";
      return inputs.terminal && !refused ? COLOURED : PLAIN;
    }
  }
}
