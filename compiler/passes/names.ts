/**
 * Names of kinds and fields, looked up in the table of kinds. Aliases become first names:
 *
 *     openat { path = "/x" }   ->   kind openat, field pathname
 *     openat { patname = "" }  ->   There is no field "patname" in openat. Did you mean "pathname"?
 */
import type { FieldPath, Name } from "../ast.ts";
import type { Field, Kind } from "../kinds/kind.ts";
import { fieldNames, fieldOf, kindForCall, kindId, KINDS } from "../kinds/kinds.ts";
import type { FieldRef } from "../machine.ts";
import type { Report } from "../report.ts";
import { didYouMean } from "../suggest.ts";
import { indexOf } from "./literals.ts";

/** MAX_NAMED is how many kinds a hint names. */
const MAX_NAMED = 6;

/** MAX_ELEMENT is the last index into a list that a condition may use. */
const MAX_ELEMENT = 1023;

/** resolveKind returns the id of a kind, or reports that there is none. */
export function resolveKind(name: Name, report: Report): number | undefined {
  const id = kindId(name.text);
  if (id !== undefined) return id;
  const known = kindForCall(name.text);
  const hint = known !== undefined
    ? `${name.text} belongs to the kind "${known.kind.name}": write ` +
      `${known.kind.name} { syscall = "${name.text}" }`
    : didYouMean(name.text, KINDS.map((kind) => kind.name)) ??
      `Any system call by its name: call { syscall = "${name.text}" }`;
  report.error(name.at, `There is no kind "${name.text}"`, { hint });
  return undefined;
}

/** ResolvedField is a field of the table with the reference that conditions keep. */
export interface ResolvedField {
  readonly field: Field;
  readonly ref: FieldRef;
}

/** resolveField returns what a field path means in a kind, or reports why it means nothing. */
export function resolveField(
  kind: Kind,
  path: FieldPath,
  report: Report,
): ResolvedField | undefined {
  const [name, member] = path.names;
  // The grammar gives every path at least one name.
  if (name === undefined) return undefined;
  const written = path.names.map(({ text }) => text).join(".");
  const field = fieldOf(kind, written);
  if (field === undefined) {
    if (member === undefined) unknownField(kind, name, report);
    else unknownMember(kind, name, member, written, report);
    return undefined;
  }
  if (path.index === null) return { field, ref: { name: field.name, element: null } };
  if (field.type !== "list") {
    report.error(path.index.at, `"${written}" is no list, so it has no elements`);
    return undefined;
  }
  const element = indexOf(path.index, MAX_ELEMENT, report);
  return element === undefined ? undefined : { field, ref: { name: field.name, element } };
}

/** unknownMember reports a dotted name that the kind does not have, such as "parent.ex". */
function unknownMember(
  kind: Kind,
  name: Name,
  member: Name,
  written: string,
  report: Report,
): void {
  const siblings = membersOf(kind, name.text);
  if (siblings.length === 0) {
    const at = { start: name.at.start, end: member.at.end };
    report.later(at, `"${written}": a field of an earlier step`);
    return;
  }
  report.error(member.at, `There is no field "${written}"`, {
    hint: didYouMean(member.text, siblings) ?? `${name.text} has: ${siblings.join(", ")}`,
  });
}

/** membersOf lists what can stand behind "NAME." in a kind: of "parent" pid, comm and so on. */
function membersOf(kind: Kind, name: string): readonly string[] {
  const prefix = `${name}.`;
  return fieldNames(kind).filter((field) => field.startsWith(prefix))
    .map((field) => field.slice(prefix.length));
}

function unknownField(kind: Kind, name: Name, report: Report): void {
  const [member] = membersOf(kind, name.text);
  if (member !== undefined) {
    report.error(name.at, `"${name.text}" has fields of its own and is none itself`, {
      hint: `Write ${name.text}.${member}, or another of ${membersOf(kind, name.text).join(", ")}`,
    });
    return;
  }
  const owners = KINDS.filter((other) => other !== kind && fieldOf(other, name.text) !== undefined)
    .map((other) => other.name);
  const near = didYouMean(name.text, fieldNames(kind));
  const hint = owners.length > 0
    ? `"${name.text}" is a field of ${listed(owners)}` + (near === undefined ? "" : `. ${near}`)
    : near ?? `${kind.name} has: ${kind.fields.map((field) => field.name).join(", ")}`;
  report.error(name.at, `There is no field "${name.text}" in ${kind.name}`, { hint });
}

/** listed names the first of many kinds, and says how many more there are. */
function listed(kinds: readonly string[]): string {
  const others = kinds.length - MAX_NAMED;
  if (others <= 1) return kinds.join(", ");
  return `${kinds.slice(0, MAX_NAMED).join(", ")} and ${others} other kinds`;
}
