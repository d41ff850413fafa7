import type { Machine } from "../../compiler/machine.ts";
import type { Transition, TransitionCause } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import { actor, call } from "./event.ts";
import { stateLabel } from "./machine.ts";
import type { Position } from "./machine.ts";
import type { Style } from "./palette.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { moment } from "./time.ts";
import { ARROW, subject } from "./words.ts";
import { fit, width } from "./width.ts";

/** ROOMY is the width from which on the policy is named. */
const ROOMY = 60;

/** WORDS say what happened to a run, for those causes that its states do not tell. */
const WORDS: Readonly<Record<TransitionCause, { readonly word: string; readonly style: Style }>> = {
  begin: { word: "", style: "current" },
  advance: { word: "", style: "current" },
  repeat: { word: "again", style: "dim" },
  match: { word: "", style: "match" },
  dismissed: { word: "", style: "good" },
  within: { word: "ended: out of time", style: "dim" },
  without: { word: "ended: without", style: "dim" },
  until: { word: "ended: until", style: "dim" },
  replaced: { word: "ended: a later run", style: "dim" },
  subject: { word: "ended: subject gone", style: "dim" },
  reload: { word: "ended: reloaded", style: "dim" },
};

/**
 * transitionLine shows one move of one run. With the machine its states have names; the event that
 * caused it stands behind where there is room.
 *
 * ```
 * +1.234 s  shadow_read  tree 4000  start ─▶ openat /etc/shadow  cat 4242 openat("/etc/shadow") = 3
 * ```
 */
export function transitionLine(
  transition: Transition,
  screen: Screen,
  machine?: Machine,
): string {
  const { palette } = screen;
  const room = columnsOf(screen);
  const parts = [
    palette("dim", moment(transition.ts, screen)),
    ...(room < ROOMY ? [] : [visible(transition.policy, { max: 20 })]),
    fit(subject(transition.subject), 16),
  ];
  const start = parts.join("  ");
  const head = `${start}  ${move(transition, screen, machine, room - width(start) - 2)}`;
  const event = transition.event;
  if (event === undefined || width(head) + 30 > room) return fit(head, room);
  const who = palette("key", actor(event));
  return fit(`${head}  ${who} ${call(event, screen, room - width(head) - width(who) - 3)}`, room);
}

function move(
  transition: Transition,
  screen: Screen,
  machine: Machine | undefined,
  room: number,
): string {
  const { palette } = screen;
  const { cause, from, to, line } = transition;
  const { word, style } = WORDS[cause];
  const name = (place: Position, max: number) =>
    fit(machine === undefined ? unnamed(place) : stateLabel(machine, place), max);
  const between = (end: Position | undefined) => {
    const target = end === undefined ? "?" : name(end, Math.max(8, Math.ceil((room - 4) / 2)));
    const origin = name(from, Math.max(5, room - 4 - width(target)));
    return `${origin} ${palette("dim", ARROW)} ${palette(style, target)}`;
  };
  const staying = (words: string) =>
    `${name(from, Math.max(5, room - 1 - width(words)))} ${palette(style, words)}`;
  switch (cause) {
    case "begin":
    case "advance":
      return between(to);
    case "match":
    case "dismissed":
      return between(cause);
    case "without":
    case "until":
      return staying(line === undefined ? word : `${word}, line ${line}`);
    case "repeat":
    case "within":
    case "replaced":
    case "subject":
    case "reload":
      return staying(word);
  }
}

function unnamed(place: Position): string {
  return typeof place === "number" ? `state ${place}` : place;
}
