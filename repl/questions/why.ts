/** Why a policy does not match: which step does not come, and what came near to it. */
import { stepAlone } from "../../compiler/alone.ts";
import { allBut, conjunctsOf } from "../../compiler/conjuncts.ts";
import type { FieldRef, Machine } from "../../compiler/machine.ts";
import { testsOf } from "../../compiler/passes/phases.ts";
import type { EventData, EventValue, RunStatus, SubjectId } from "../../engine/report.ts";
import type { LiveSession, RunEnds } from "../../session/types.ts";
import { fieldValue } from "./fields.ts";

/** Why is one place that a policy waits in: a live run, or its beginning. */
export interface Why {
  readonly subject: SubjectId | null;
  /** run is null where there is none, so that the first step is waited for. */
  readonly run: RunStatus | null;
  /** place is the state that is looked at: the run's, or the furthest that runs have come to. */
  readonly place: number;
  /** ends are the runs that have ended there; empty where a run is live. */
  readonly ends: readonly RunEnds[];
  readonly awaited: readonly Awaited[];
  /** events is how many of the last events there are to look at. */
  readonly events: number;
  readonly complete: boolean;
}

/** Awaited is a step that would move the run. */
export interface Awaited {
  readonly step: number;
  /** fulfilled is how many of the last events of the subject fulfil it. */
  readonly fulfilled: Found;
  /** kind is how many are of its kind, whatever the conditions. */
  readonly kind: number;
  /** misses are its conditions with the events that fulfil all the others. */
  readonly misses: readonly Miss[];
}

/** Found is how many events there are, and the latest of them. */
export interface Found {
  readonly count: number;
  readonly latest: EventData | null;
}

/** Miss is one condition with what fails it alone. */
export interface Miss extends Found {
  readonly text: string;
  /** values are what the latest event carries in the fields that the condition looks at. */
  readonly values: readonly {
    readonly field: FieldRef;
    readonly value: EventValue | undefined;
  }[];
}

/**
 * whyNot looks at one place of a machine: that of a live run, or without one the furthest that runs
 * have come to in the last events.
 */
export async function whyNot(
  machine: Machine,
  run: RunStatus | null,
  subject: SubjectId | null,
  session: LiveSession,
): Promise<Why> {
  const { place: state, ends } = run === null
    ? await furthest(machine, subject, session)
    : { place: run.state, ends: [] };
  // A step that is only counted again leads nowhere.
  const steps = new Set(
    (machine.states[state]?.edges ?? []).filter(({ to }) => to !== state).map(({ step }) => step),
  );
  const whose = run?.subject ?? subject;
  const awaited: Awaited[] = [];
  let events = 0;
  let complete = true;
  for (const step of steps) {
    const conjuncts = conjunctsOf(machine, step);
    const any = stepAlone(machine, step, { name: "kind", counted: true });
    const result = await session.query({
      machines: [
        stepAlone(machine, step, { name: "fulfilled" }),
        {
          ...any,
          steps: any.steps.map((one) => ({ ...one, condition: { is: "all", of: [] } })),
        },
        ...conjuncts.map((_, missed) => allBut(machine, step, { name: String(missed), missed })),
      ],
      limit: 1,
      ...(whose === null ? {} : { subject: whose }),
    });
    ({ events, complete } = result);
    const found = (name: string): Found => {
      const counters = result.policies.find(({ policy }) => policy === name);
      const latest = result.matches.find(({ policy }) => policy === name)?.steps[0]?.first ?? null;
      return { count: (counters?.matches ?? 0) + (counters?.suppressed ?? 0), latest };
    };
    awaited.push({
      step,
      fulfilled: found("fulfilled"),
      kind: found("kind").count,
      misses: conjuncts.map(({ text, condition }, index) => {
        const { count, latest } = found(String(index));
        const fields = new Map(
          testsOf(condition).map(({ field }) => [JSON.stringify(field), field]),
        );
        const values = latest === null
          ? []
          : [...fields.values()].map((field) => ({ field, value: fieldValue(latest, field) }));
        return { text, count, latest, values };
      }),
    });
  }
  return { subject: whose, run, place: state, ends, awaited, events, complete };
}

/** furthest tells how far runs have come in the last events, and why they ended there. */
async function furthest(
  machine: Machine,
  subject: SubjectId | null,
  session: LiveSession,
): Promise<Pick<Why, "place" | "ends">> {
  const { policies: [counters], ends } = await session.query({
    machines: [machine],
    limit: 0,
    ends: true,
    ...(subject === null ? {} : { subject }),
  });
  const standing = (counters?.standing ?? []).findLastIndex((count) => count > 0);
  const place = Math.max(0, standing, ...ends.map(({ state }) => state));
  return { place, ends: ends.filter(({ state }) => state === place) };
}
