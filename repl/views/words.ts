/** Numbers and names in sentences. */
import type { Severity } from "../../compiler/machine.ts";
import type { SubjectId } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import type { Screen } from "./screen.ts";
import { width } from "./width.ts";

/** amount returns a number with separators: `52,310`. */
export function amount(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** counted returns a number with its noun: `1 match`, `2 matches`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${amount(value)} ${value === 1 ? one : many}`;
}

/** subject returns who a run belongs to: `tree 4000`. */
export function subject(id: SubjectId): string {
  return `${id.by} ${visible(String(id.id))}`;
}

/** severity returns a severity in its colour. */
export function severity(level: Severity, screen: Screen): string {
  return screen.palette(`severity.${level}`, level);
}

/** ARROW leads from a state to the next. */
export const ARROW = "─▶";

/**
 * sentence joins `parts`, given by importance, with two spaces, and leaves out those at the end
 * that would not fit into `columns`. The first one always stays.
 */
export function sentence(parts: readonly string[], columns: number): string {
  let line = "";
  for (const part of parts.filter((part) => part !== "")) {
    const longer = line === "" ? part : `${line}  ${part}`;
    if (line !== "" && width(longer) > columns) break;
    line = longer;
  }
  return line;
}
