/**
 * Labels: a step in a few words, its kind with its most telling literal.
 *
 *     openat { ret >= 0, pathname = "/etc/shadow" }   ->   openat /etc/shadow
 *     connect { port != 53 }                          ->   connect port != 53
 */
import type { Compare, Expression, Step } from "../ast.ts";
import type { Kind } from "../kinds/kind.ts";
import { fieldOf } from "../kinds/kinds.ts";
import { visible } from "../print/visible.ts";
import type { FileContext } from "./context.ts";

const MAX_LENGTH = 48;
const NEGATED = new Set(["!=", "!~", "not in"]);

/** labelOf returns the label of a step of `kind`. */
export function labelOf(step: Step, kind: Kind, context: FileContext): string {
  let best: string | undefined;
  let bestRank = 0;
  for (const condition of step.conditions.of) {
    const rank = rankOf(condition, kind);
    if (rank > bestRank) {
      best = wordsOf(condition, rank, context);
      bestRank = rank;
    }
  }
  return best === undefined ? kind.name : `${kind.name} ${visible(shorten(best)).text}`;
}

/** rankOf tells how much a condition says about a step: most where it names what is acted on. */
function rankOf(condition: Expression, kind: Kind): number {
  if (condition.node === "bad") return 0;
  if (condition.node === "not") return 1;
  if (condition.node !== "compare") return 2;
  if (NEGATED.has(condition.operator.name)) return 1;
  const own = kind.fields.includes(fieldOf(kind, condition.field.names[0]?.text ?? "") ?? NONE);
  if (literalOf(condition) !== undefined) return own ? 5 : 4;
  return own ? 3 : 2;
}

/** NONE stands for a field that is not there; it is in no kind. */
const NONE = {
  name: "",
  type: "string",
  at: { in: "call" },
  phase: "enter",
  doc: "",
} as const;

function wordsOf(condition: Expression, rank: number, { report }: FileContext): string {
  const literal = rank >= 4 && condition.node === "compare" ? literalOf(condition) : undefined;
  return literal ?? report.source.slice(condition.at).replace(/\s+/g, " ");
}

function literalOf({ value }: Compare): string | undefined {
  if (value.node === "text") return value.raw.slice(1, -1);
  if (value.node === "regex") return value.source.replaceAll("\\/", "/");
  return undefined;
}

function shorten(text: string): string {
  const points = [...text];
  return points.length <= MAX_LENGTH ? text : `${points.slice(0, MAX_LENGTH - 1).join("")}…`;
}
