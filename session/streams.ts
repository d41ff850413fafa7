/**
 * What a stream of events asks of the sensor beyond the policies' interest, and which of the
 * records that then come belong to it.
 */
import type { Interest } from "../compiler/interest.ts";
import { kindId, KINDS } from "../compiler/kinds/kinds.ts";
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

/** withCapture widens the policies' interest by what a stream of events asks for. */
export function withCapture(interest: Interest, stream: EventsOptions | null): Interest {
  const capture = stream?.capture ?? "policies";
  if (capture === "policies") return interest;
  const phases = new Map(interest.phases);
  for (const id of KINDS.keys()) {
    if (id > 0) phases.set(id, (phases.get(id) ?? 0) | wanted(capture, id));
  }
  return { phases, fields: interest.fields.union(COSTLY) };
}

/** delivers tells whether a stream shows this record. */
export function delivers(stream: EventsOptions, view: RecordView): boolean {
  const capture = stream.capture ?? "policies";
  if (capture === "policies") return true;
  return view.kind > 0 && (view.phase & wanted(capture, view.kind)) !== 0;
}

function wanted(capture: "calls" | "phases", kind: number): number {
  if (kind === EXIT) return PHASE.enter;
  return capture === "calls" ? PHASE.exit : PHASE.whole;
}
