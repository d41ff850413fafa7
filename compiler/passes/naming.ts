/**
 * Names of states, for people to follow a run by. Where two places would have one name, the block
 * they stand in tells them apart, and if that does not, a number.
 *
 *     start
 *     after line 4: openat /etc/shadow
 *     after line 6 in "copy": write (2 of 3)
 */
import type { Step as StepNode } from "../ast.ts";
import type { Edge, Step } from "../machine.ts";
import { visible } from "../print/visible.ts";

/** Draft is a state before states are put in the order of the source and named. */
export interface Draft {
  readonly node: StepNode | null;
  readonly copy: number;
  readonly copies: number;
  readonly block: string | null;
  edges: readonly Edge[];
  readonly withouts: readonly number[];
}

/** namesOf returns the names of states in their order, no two alike. */
export function namesOf(
  drafts: readonly Draft[],
  stepOf: (node: StepNode) => Step | undefined,
): readonly string[] {
  const plain = drafts.map((draft) => nameOf(draft, stepOf, false));
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  const used = new Map<string, number>();
  return drafts.map((draft, index) => {
    const short = plain[index] ?? "";
    const name = counts.get(short) === 1 ? short : nameOf(draft, stepOf, true);
    const number = (used.get(name) ?? 0) + 1;
    used.set(name, number);
    return number === 1 ? name : `${name} (${number})`;
  });
}

function nameOf(
  draft: Draft,
  stepOf: (node: StepNode) => Step | undefined,
  withBlock: boolean,
): string {
  if (draft.node === null) return "start";
  const step = stepOf(draft.node);
  const copy = draft.copies === 1 ? "" : ` (${draft.copy} of ${draft.copies})`;
  const block = withBlock && draft.block !== null ? ` in "${visible(draft.block).text}"` : "";
  return `after line ${step?.span.line}${block}: ${step?.label}${copy}`;
}
