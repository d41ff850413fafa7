/**
 * The conformance cases on the real kernel: a program makes each trace's calls, in its order and in
 * as many processes, and what a session reports of it must be what the case expects. The times and
 * the pids are the real ones; they are told apart by the call that they belong to.
 */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { interestOf } from "../../compiler/interest.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import type { EventData } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import type { Report } from "../../session/types.ts";
import { live, temporary } from "../live/harness.ts";
import { type Case, type CaseEvent, cases, type Expected, expectedOf } from "./cases.ts";
import { pids, player, wordsOf } from "./player.ts";

/** LIVE are the cases that a real program can produce. */
const LIVE = [
  "alternatives",
  "benign-block",
  "conditional-else-gap-is-no-else",
  "conditional-then-else",
  "counted",
  "kinds-and-escapes",
  "latest-start-wins",
  "one-or-more",
  "sequence-skips-other-calls",
  "subject-process",
  "subject-tree",
  "trailing-one-or-more",
  "until",
  "without",
  "zero-or-more",
];

/** NOT_LIVE are those that none can, with the reason. */
const NOT_LIVE: Readonly<Record<string, string>> = {
  "cooldown": "a match must end exactly 5 ms after another one: no program can hit a nanosecond",
  "within-counts-from-the-first-event":
    "a call must come exactly 10 ms after another one: no program can hit a nanosecond",
};

/** NEEDS_X64 are those with a call that only x86-64 has. */
const NEEDS_X64 = ["kinds-and-escapes"];

Deno.test("every conformance case is either played live or has a reason why not", () => {
  assert.deepEqual(
    [...LIVE, ...Object.keys(NOT_LIVE)].sort(),
    cases().map(({ name }) => name).sort(),
  );
});

let built: string | null = null;

for (const each of cases().filter(({ name }) => LIVE.includes(name))) {
  if (NEEDS_X64.includes(each.name) && Deno.build.arch !== "x86_64") continue;
  live(`conformance ${each.name}, live: ${each.why}`, async () => {
    built ??= player();
    const { events, reports } = await play(each, built);
    const { times, processes } = identify(seenOf(each), events, built);
    assert.deepEqual(reports.map((report) => renamed(report, times, processes)), each.expect);
  });
}

/** play runs the player under the case's policy and returns all that the session told. */
async function play(
  each: Case,
  program: string,
): Promise<{ readonly events: readonly EventData[]; readonly reports: readonly Expected[] }> {
  await using session = await openSession({ policies: compile(each.policy).machines });
  const taken = Promise.all([
    Array.fromAsync(session.events()),
    Array.fromAsync<Exclude<Report, { readonly type: "transition" }>>(session.reports()),
  ]);
  const child = await session.run([program, temporary(), ...wordsOf(each)], { stdout: "null" });
  assert.equal((await child.status).code, 0);
  await session.idle();
  await session.close();
  const [events, reports] = await taken;
  return {
    events,
    reports: reports.map((report) => {
      if (report.type === "match" || report.type === "dismissed" || report.type === "suppressed") {
        return expectedOf(report);
      }
      throw new Error(`The session told: ${JSON.stringify(report)}`);
    }),
  };
}

/** seenOf lists the case's events that its policy waits for: the sensor leaves out the others. */
function seenOf({ policy, events }: Case): readonly CaseEvent[] {
  const { phases } = interestOf(compile(policy).machines);
  return events.filter(({ kind }) => phases.has(kindId(kind) ?? 0));
}

/** identify finds the case's times and pids for the real ones, and that the calls are the same. */
function identify(
  wanted: readonly CaseEvent[],
  events: readonly EventData[],
  program: string,
): { readonly times: Map<number, number>; readonly processes: Map<number, number> } {
  // The player's own beginning comes before what it was told to do.
  const [first, ...others] = events;
  const seen = first?.args["filename"] === program ? others : events;
  assert.deepEqual(seen.map(essence), wanted.map(essence));
  const real = pids({ events: wanted }).map((pid) => {
    return [seen[wanted.findIndex((event) => event.pid === pid)]?.pid ?? 0, pid] as const;
  });
  const processes = new Map(real);
  assert.deepEqual(seen.map(({ pid }) => processes.get(pid)), wanted.map(({ pid }) => pid));
  const times = new Map(seen.map(({ ts }, index) => [ts, wanted[index]?.ts ?? 0]));
  assert.equal(times.size, seen.length, "two calls have one time");
  return { times, processes };
}

/** essence is what a case says of a call, as far as a sensor can see it too. */
function essence({ kind, args }: Pick<EventData, "kind" | "args">): unknown {
  const { pathname, filename, content, argv } = args;
  return { kind, pathname, filename, content, argv };
}

function renamed(
  report: Expected,
  times: ReadonlyMap<number, number>,
  processes: ReadonlyMap<number, number>,
): Expected {
  const time = (ts: number) => times.get(ts) ?? NaN;
  const { blocks, steps } = report;
  return {
    ...report,
    subject: processes.get(Number(report.subject)) ?? report.subject,
    start: time(report.start),
    end: time(report.end),
    ...blocks === undefined ? {} : { blocks },
    ...steps === undefined ? {} : {
      steps: steps.map(({ line, count, first, last }) => {
        return { line, count, first: time(first), last: time(last) };
      }),
    },
  };
}
