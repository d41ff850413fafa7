/**
 * What `session save` writes and `session load` reads: one JSON object. A file may come from anybody,
 * so all of it is checked before any of it is taken. Pure.
 */
import type { Match } from "../engine/report.ts";
import { toJson } from "../sensor/ndjson/ndjson.ts";

/** VERSION is the version of the form; a reader knows this one alone. */
const VERSION = 1;

/** SavedSession is what a session file holds. */
export interface SavedSession {
  readonly settings: Readonly<Record<string, string>>;
  /** definitions are the texts of the `let`s that were typed, by name. */
  readonly definitions: Readonly<Record<string, string>>;
  readonly policies: readonly SavedPolicy[];
  /** targets are what was watched, by command line. */
  readonly targets: readonly SavedTarget[];
  readonly matches: readonly SavedMatch[];
}

/** SavedPolicy is one policy: a text that compiles alone, with the `let`s that it uses. */
export interface SavedPolicy {
  readonly file: string;
  readonly text: string;
  readonly enabled: boolean;
}

/** SavedTarget is one target. */
export interface SavedTarget {
  readonly name: string;
  readonly follow: boolean;
}

/** SavedMatch is a match, with its policy's source and what its times count from. */
export interface SavedMatch {
  readonly match: Match;
  readonly source: string | null;
  readonly start: string | null;
}

/** SessionFileError says what is wrong with a session file. */
export class SessionFileError extends Error {
  override readonly name = "SessionFileError";
}

/** writeSession returns the text of a session file. Sources that matches share are written once. */
export function writeSession(session: SavedSession): string {
  const sources = [...new Set(session.matches.flatMap(({ source }) => source ?? []))];
  const places = new Map(sources.map((source, index) => [source, index]));
  const matches = session.matches.map(({ match, source, start }) => ({
    match,
    source: source === null ? null : places.get(source) ?? null,
    start,
  }));
  return `${toJson({ exeray_session: VERSION, ...session, matches, sources })}\n`;
}

/** readSession reads a session file. It throws a SessionFileError. */
export function readSession(text: string): SavedSession {
  const file = object(parse(text), "it");
  if (file.exeray_session !== VERSION) {
    throw new SessionFileError(
      file.exeray_session === undefined
        ? "it is no session file"
        : `it is of version ${
          String(file.exeray_session).slice(0, 20)
        }, and only ${VERSION} is known`,
    );
  }
  const sources = list(file.sources, "sources", string);
  return {
    settings: record(file.settings, "settings"),
    definitions: record(file.definitions, "definitions"),
    policies: list(file.policies, "policies", (value, at) => {
      const { file, text, enabled } = object(value, at);
      return {
        file: string(file, `${at}.file`),
        text: string(text, `${at}.text`),
        enabled: boolean(enabled, `${at}.enabled`),
      };
    }),
    targets: list(file.targets, "targets", (value, at) => {
      const { name, follow } = object(value, at);
      return { name: string(name, `${at}.name`), follow: boolean(follow, `${at}.follow`) };
    }),
    matches: list(file.matches, "matches", (value, at) => {
      const { match, source, start } = object(value, at);
      return {
        match: matchIn(match, `${at}.match`),
        source: typeof source === "number" ? sources[source] ?? null : null,
        start: start === null ? null : string(start, `${at}.start`),
      };
    }),
  };
}

const SEVERITIES: readonly unknown[] = ["info", "low", "medium", "high", "critical"];

function matchIn(value: unknown, at: string): Match {
  const match = object(value, at);
  const { by, id } = object(match.subject, `${at}.subject`);
  string(match.policy, `${at}.policy`);
  string(by, `${at}.subject.by`);
  if (typeof id !== "string") number(id, `${at}.subject.id`);
  number(match.start, `${at}.start`);
  number(match.end, `${at}.end`);
  list(match.blocks, `${at}.blocks`, string);
  list(match.steps, `${at}.steps`, (step, place) => {
    const { line, count, first, last } = object(step, place);
    number(line, `${place}.line`);
    number(count, `${place}.count`);
    event(first, `${place}.first`);
    if (last !== undefined) event(last, `${place}.last`);
  });
  if (match.type !== "match" || !SEVERITIES.includes(match.severity)) throw wrong(at, "a match");
  // Each part that a view looks at has been checked.
  return match as unknown as Match;
}

function event(value: unknown, at: string): void {
  const event = object(value, at);
  for (const key of ["ts", "pid", "tid"]) number(event[key], `${at}.${key}`);
  for (const key of ["kind"]) string(event[key], `${at}.${key}`);
  for (const key of ["comm", "syscall", "exe", "cmdline"]) {
    if (event[key] !== undefined) string(event[key], `${at}.${key}`);
  }
  if (event.truncated !== undefined) list(event.truncated, `${at}.truncated`, string);
  const { ret } = event;
  if (ret !== undefined && typeof ret !== "bigint") number(ret, `${at}.ret`);
  for (const [key, arg] of Object.entries(object(event.args, `${at}.args`))) {
    const place = `${at}.args.${key}`;
    if (Array.isArray(arg)) list(arg, place, string);
    else if (typeof arg !== "string" && typeof arg !== "bigint") number(arg, place);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, exact);
  } catch (error) {
    throw new SessionFileError("it is not JSON", { cause: error });
  }
}

/** exact keeps the digits of numbers beyond 2^53. */
function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) {
    return value;
  }
  const source = context?.source ?? "";
  return /^-?\d{1,40}$/.test(source) ? BigInt(source) : value;
}

function wrong(at: string, what: string): SessionFileError {
  return new SessionFileError(`${at} is not ${what}`);
}

function object(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(at, "an object");
  }
  return value as Readonly<Record<string, unknown>>;
}

function list<T>(
  value: unknown,
  at: string,
  each: (item: unknown, at: string) => T,
): readonly T[] {
  if (!Array.isArray(value)) throw wrong(at, "a list");
  return value.map((item: unknown, index) => each(item, `${at}[${index}]`));
}

function record(value: unknown, at: string): Readonly<Record<string, string>> {
  const entries = Object.entries(object(value, at));
  return Object.fromEntries(entries.map(([key, each]) => [key, string(each, `${at}.${key}`)]));
}

function string(value: unknown, at: string): string {
  if (typeof value !== "string") throw wrong(at, "a text");
  return value;
}

function number(value: unknown, at: string): number {
  if (typeof value !== "number") throw wrong(at, "a number");
  return value;
}

function boolean(value: unknown, at: string): boolean {
  if (typeof value !== "boolean") throw wrong(at, "true or false");
  return value;
}
