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
  replaced: { word: "ended: a later run takes its place", style: "dim" },
  subject: { word: "ended: its subject is gone", style: "dim" },
  reload: { word: "ended: the policy was loaded anew", style: "dim" },
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
  const head = [
    palette("dim", moment(transition.ts, screen)),
    fit(visible(transition.policy), 20),
    subject(transition.subject),
    move(transition, screen, machine),
  ].join("  ");
  const event = transition.event;
  if (event === undefined || width(head) + 30 > room) return fit(head, room);
  const who = palette("key", actor(event));
  return fit(`${head}  ${who} ${call(event, screen, room - width(head) - width(who) - 3)}`, room);
}

function move(transition: Transition, screen: Screen, machine: Machine | undefined): string {
  const { palette } = screen;
  const { cause, from, to, line } = transition;
  const name = (place: Position) =>
    machine === undefined
      ? typeof place === "number" ? `state ${place}` : place
      : stateLabel(machine, place);
  const { word, style } = WORDS[cause];
  const arrow = palette("dim", ARROW);
  switch (cause) {
    case "begin":
    case "advance":
      return `${name(from)} ${arrow} ${palette(style, to === undefined ? "?" : name(to))}`;
    case "match":
    case "dismissed":
      return `${name(from)} ${arrow} ${palette(style, cause)}`;
    case "without":
    case "until":
      return `${name(from)} ${palette(style, line === undefined ? word : `${word}, line ${line}`)}`;
    case "repeat":
    case "within":
    case "replaced":
    case "subject":
    case "reload":
      return `${name(from)} ${palette(style, word)}`;
  }
}
