/** The keys of emacs, as every line editor of a Unix has them. */
import type { Motion } from "./buffer.ts";

/** MOTIONS are the keys that move the cursor. */
export const MOTIONS: Readonly<Record<string, Motion>> = {
  "left": "left",
  "C-b": "left",
  "right": "right",
  "C-f": "right",
  "C-left": "word left",
  "M-left": "word left",
  "M-b": "word left",
  "C-right": "word right",
  "M-right": "word right",
  "M-f": "word right",
  "home": "line start",
  "C-a": "line start",
  "end": "line end",
  "C-e": "line end",
};

/** KILLS are the keys that take out what lies between the cursor and where a motion leads. */
export const KILLS: Readonly<Record<string, Motion>> = {
  "C-w": "word left",
  "M-backspace": "word left",
  "M-d": "word right",
  "C-u": "line start",
  "C-k": "line end",
};
