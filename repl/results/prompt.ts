/** What stands before an entry: what the shell works on, and what has happened since one looked. */
import type { Palette } from "../views/palette.ts";
import { amount, counted } from "../views/words.ts";

/** Standing is what the prompt tells. */
export interface Standing {
  /** policies that run, and targets that are watched. */
  readonly policies: number;
  readonly targets: number;
  /** recording: what is watched is written to a file. */
  readonly recording: boolean;
  /** matches that nobody has looked at, and events lost since the last entry. */
  readonly matches: number;
  readonly lost: number;
}

/**
 * promptText is the prompt: `exeray> ` where there is nothing, else for example
 * `exeray 3p 2t 1 match> `. What wants to be looked at is a word, the rest a letter.
 */
export function promptText(
  { policies, targets, recording, matches, lost }: Standing,
  palette: Palette,
): string {
  const parts = [
    policies === 0 ? "" : palette("dim", `${amount(policies)}p`),
    targets === 0 ? "" : palette("dim", `${amount(targets)}t`),
    recording ? palette("warning", "rec") : "",
    matches === 0 ? "" : palette("match", counted(matches, "match", "matches")),
    lost === 0 ? "" : palette("warning", `${amount(lost)} lost`),
  ];
  return `${["exeray", ...parts.filter((part) => part !== "")].join(" ")}> `;
}
