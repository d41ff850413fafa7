/**
 * What a stream of events asks of the sensor beyond the policies' interest, and which of the
 * records that then come belong to it.
 */
import { type Interest, interestOf } from "../compiler/interest.ts";
import { kindId, KINDS } from "../compiler/kinds/kinds.ts";
import type { Machine } from "../compiler/machine.ts";
import { PHASE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";
import type { EventsOptions } from "./types.ts";

/** EXIT is the kind whose calls never return, so that they can only be seen when made. */
const EXIT = kindId("exit");

/** COSTLY are the fields that are captured only where someone asks, as a stream of all does. */
const COSTLY: ReadonlySet<string> = new Set(
  KINDS.flatMap((kind) =>
    kind.fields.filter((field) => field.costly).map((field) => `${kind.name}.${field.name}`)
  ),
);

/** withCapture widens an interest by what a stream of events asks for. */
export function withCapture(interest: Interest, stream: EventsOptions): Interest {
  const { capture = "policies", where } = stream;
  const { phases: own, fields } = where === undefined ? interest : both(interest, where);
  if (capture === "policies") return { phases: own, fields };
  const phases = new Map(own);
  for (const id of KINDS.keys()) {
    if (id > 0) phases.set(id, (phases.get(id) ?? 0) | wanted(capture, id));
  }
  return { phases, fields: fields.union(COSTLY) };
}

/** both is an interest widened by what a machine needs. */
function both(interest: Interest, machine: Machine): Interest {
  const more = interestOf([machine]);
  const phases = new Map(interest.phases);
  for (const [kind, bits] of more.phases) phases.set(kind, (phases.get(kind) ?? 0) | bits);
  return { phases, fields: interest.fields.union(more.fields) };
}

/** delivers tells whether a stream shows this record; `needed` are the policies' phases. */
export function delivers(
  stream: EventsOptions,
  view: RecordView,
  needed: Interest["phases"],
): boolean {
  const capture = stream.capture ?? "policies";
  if (capture === "policies") {
    return (((needed.get(view.kind) ?? 0) | (needed.get(0) ?? 0)) & view.phase) !== 0;
  }
  return view.kind > 0 && (view.phase & wanted(capture, view.kind)) !== 0;
}

function wanted(capture: "calls" | "phases", kind: number): number {
  if (kind === EXIT) return PHASE.enter;
  return capture === "calls" ? PHASE.exit : PHASE.whole;
}
