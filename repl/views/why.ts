import { fieldOf, KINDS } from "../../compiler/kinds/kinds.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { EventData } from "../../engine/report.ts";
import type { Awaited, Miss, Why } from "../questions/why.ts";
import type { RunEnds } from "../../session/types.ts";
import { visible } from "./escape.ts";
import { actor, call } from "./event.ts";
import { stateLabel } from "./machine.ts";
import { lastEvents } from "./past.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { duration, moment } from "./time.ts";
import { value } from "./value.ts";
import { fit, width, wrap } from "./width.ts";
import { amount, counted, subject } from "./words.ts";

/** VALUE is how many columns the value of a field takes at most. */
const VALUE = 60;

/**
 * whyLines shows which step a run waits for and what came near to it.
 *
 * ```
 * shadow_read, tree 4242: at openat /etc/shadow since +1.500 s, 3.8 s left
 * waits for line 5: execve { filename =~ "/(curl|wget)$" }, judged when called
 *   fulfilled by none of the last 6,307 events; 17 are of its kind
 *   filename =~ "/(curl|wget)$"  alone fails in 17, the latest:
 *     +1.700 s  sh 4250  execve("/usr/bin/ls")
 *     filename is "/usr/bin/ls"
 * ```
 */
export function whyLines(machine: Machine, why: Why, screen: Screen): string[] {
  const { palette } = screen;
  const { run } = why;
  const whose = why.subject === null ? "" : `, ${subject(why.subject)}`;
  const place = run === null
    ? why.place === 0 ? "no run has begun" : `no run is live; ${endsText(machine, why, screen)}`
    : `at ${palette("current", stateLabel(machine, run.state))} since ${
      moment(run.since, screen)
    }` +
      (run.left === null ? "" : `, ${duration(Math.max(0, run.left))} left`);
  return [
    ...wrap(`${palette("heading", visible(machine.name))}${whose}: ${place}`, columnsOf(screen)),
    ...why.awaited.flatMap((awaited) => awaitedLines(machine, awaited, why, screen)),
    ...(why.complete ? [] : wrap(
      palette(
        "warning",
        "Of some kinds only what the policies needed was kept: more may have been near",
      ),
      columnsOf(screen),
    )),
  ];
}

/** CAUSES say why a run has ended. */
const CAUSES: Readonly<Record<RunEnds["cause"], string>> = {
  within: "their time was over",
  without: "what must not come had come",
  until: "the policy's until had come",
  replaced: "a later run took their place",
  subject: "whose runs they were had ended",
};

function endsText(machine: Machine, { place, ends }: Why, screen: Screen): string {
  const label = screen.palette("current", stateLabel(machine, place));
  const causes = ends.map(({ count, cause }) => `${amount(count)} because ${CAUSES[cause]}`);
  return `the furthest came to ${label}` +
    (causes.length === 0 ? "" : ` and ended there: ${causes.join(", ")}`);
}

function awaitedLines(machine: Machine, awaited: Awaited, why: Why, screen: Screen): string[] {
  const { palette } = screen;
  const step = machine.steps[awaited.step];
  const { start, end, line } = step?.span ?? { start: 0, end: 0, line: 0 };
  const source = visible(machine.source.slice(start, end).replace(/\s+/g, " "));
  const phase = step?.phase === "exit" ? "judged on return" : "judged when called";
  const { count, latest } = awaited.fulfilled;
  const kind = KINDS[step?.kind ?? 0]?.name ?? "call";
  const tried = `${palette("kind", kind)} came ${counted(awaited.kind, "time")}`;
  const told = why.events === 0
    ? "no event of it is kept"
    : count === 0
    ? `fulfilled by none of ${lastEvents(why.events)}; ${tried}`
    : `fulfilled ${counted(count, "time")} in ${lastEvents(why.events)}${
      when(latest, why, screen)
    }`;
  // What has begun nothing though it fulfils everything was before the policy's time.
  const clear = why.run === null && why.place === 0 && count > 0;
  const near = clear ? [] : awaited.misses.filter((miss) => miss.count > 0);
  return [
    ...wrap(`waits for line ${line}: ${source}, ${phase}`, columnsOf(screen)),
    ...indented(told, "  ", screen),
    ...near.flatMap((miss) => missLines(miss, awaited, machine, screen)),
    ...(count === 0 && near.length === 0 && awaited.kind > 0
      ? indented("none of those fulfilled all conditions but one", "  ", screen)
      : []),
  ];
}

/** when tells how the latest event that fulfils a step lies to the run. */
function when(latest: EventData | null, { run }: Why, screen: Screen): string {
  if (latest === null) return "";
  const at = `, the latest at ${moment(latest.ts, screen)}`;
  return run === null || latest.ts > run.since ? at : `${at}, before the run stood here`;
}

function missLines(miss: Miss, awaited: Awaited, machine: Machine, screen: Screen): string[] {
  const { palette } = screen;
  const kind = KINDS[machine.steps[awaited.step]?.kind ?? 0];
  const text = visible(miss.text.replace(/\s+/g, " "));
  const values = miss.values.map(({ field, value: of }) => {
    const name = field.element === null ? field.name : `${field.name}[${field.element}]`;
    if (of === undefined) return `${palette("key", visible(name))} is not known`;
    const row = kind === undefined ? undefined : fieldOf(kind, field.name);
    const truncated = miss.latest?.truncated?.includes(field.name) ?? false;
    return `${palette("key", visible(name))} is ${
      value(of, row, { palette, max: VALUE, truncated })
    }`;
  });
  return [
    ...indented(
      `${palette("warning", text)}  alone fails in ${amount(miss.count)}, the latest:`,
      "  ",
      screen,
    ),
    ...(miss.latest === null ? [] : [occurrence(miss.latest, "    ", screen)]),
    ...values.flatMap((one) => indented(one, "    ", screen)),
  ];
}

function occurrence(event: EventData, indent: string, screen: Screen): string {
  const { palette } = screen;
  const head = `${indent}${palette("dim", moment(event.ts, screen))}  ${
    palette("key", fit(actor(event), 20))
  }  `;
  return fit(head + call(event, screen, columnsOf(screen) - width(head)), columnsOf(screen));
}

function indented(text: string, indent: string, screen: Screen): string[] {
  return wrap(text, columnsOf(screen, indent.length)).map((line) => indent + line);
}
