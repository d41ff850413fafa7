/**
 * Names of policies are names of what runs, so each may be used once:
 *
 *     path "a" { ... }  path "a" { ... }   ->  There are two policies "a"
 */
import type { File } from "../ast.ts";
import type { Report } from "../report.ts";
import type { Range } from "../source.ts";
import { stringOf } from "./literals.ts";

/** checkDuplicates reports names used twice in a file, or already used by another file. */
export function checkDuplicates(
  file: File,
  taken: ReadonlyMap<string, string>,
  report: Report,
): void {
  const first = new Map<string, Range>();
  for (const item of file.items) {
    if (item.node !== "policy" || item.name.node === "bad") continue;
    const name = stringOf(item.name, report);
    const before = first.get(name);
    const elsewhere = taken.get(name);
    if (name === "") {
      report.error(item.name.at, "A policy needs a name that is not empty");
    } else if (before !== undefined) {
      report.error(item.name.at, `There are two policies "${name}"`, {
        hint: "Give one of them another name",
        notes: [{ message: "the first one is here", at: before }],
      });
    } else if (elsewhere !== undefined) {
      report.error(item.name.at, `There is a policy "${name}" in another file`, {
        hint: "Give one of them another name",
        notes: [{ message: `it is in ${elsewhere}` }],
      });
    }
    first.set(name, before ?? item.name.at);
  }
}
