/**
 * The lines of a recording that are no calls: which processes there are, which end, and where
 * events are missing. A line with a `kind` is always a call.
 */
import type { ProcessLine } from "../records/lineage.ts";
import type { RecordBuilder } from "../../engine/builder.ts";
import { KNOWN, TYPE } from "../../engine/layout.ts";
import { buildLost, buildRelease } from "../records/marks.ts";
import { buildEvent } from "./event.ts";
import { isInteger, type JsonObject, Malformed } from "./values.ts";

/** MarkLine is what a line that is no call says. */
export type MarkLine = ProcessLine | { readonly says: "lost" | "detach" } | {
  readonly says: "nothing";
};

const TYPES = { process: KNOWN, fork: TYPE.fork, exec: TYPE.exec, exit: TYPE.exit } as const;

/** RESULTS are the types of the lines that a run writes, which may stand between events. */
const RESULTS: ReadonlySet<unknown> = new Set([
  "match",
  "dismissed",
  "suppressed",
  "transition",
  "warning",
  "error",
  "summary",
]);

/** MAKER is the number slot in which the record of a fork has the process that made the child. */
export const MAKER = 0;

/** EXEC_ARGV is the span in which the record of an execve that succeeded has the arguments. */
export const EXEC_ARGV = 1;

/**
 * readMark begins the record that a line with a `type` stands for, or returns null where the line
 * is to be read as a call. It throws Malformed.
 */
export function readMark(line: JsonObject, builder: RecordBuilder): MarkLine | null {
  const { type } = line;
  if (typeof type !== "string" || line.kind !== undefined) return null;
  if (RESULTS.has(type)) return { says: "nothing" };
  switch (type) {
    case "lost": {
      const count = number(line, "count") ?? missing("count");
      const cause = typeof line.cause === "string" ? line.cause : "not said";
      buildLost(builder, { count, cause }, 0);
      return { says: "lost" };
    }
    case "detach":
      buildRelease(builder, number(line, "root") ?? missing("root"), 0);
      return { says: "detach" };
    case "process":
    case "fork":
    case "exec":
    case "exit": {
      buildEvent({ ...line, kind: "call", args: {} }, builder);
      builder.type(TYPES[type]);
      if (type === "exec") putProgram(line, builder);
      const maker = number(line, "maker");
      if (type === "fork" && maker !== null) builder.number(MAKER, maker);
      return {
        says: type,
        start: number(line, "start"),
        root: number(line, "root"),
        rootStart: number(line, "root_start"),
      };
    }
    default:
      return null;
  }
}

function putProgram({ argv, truncated }: JsonObject, builder: RecordBuilder): void {
  if (!Array.isArray(argv) || !argv.every((each) => typeof each === "string")) return;
  builder.list(EXEC_ARGV, argv);
  if (Array.isArray(truncated) && truncated.includes("argv")) builder.cut(EXEC_ARGV);
}

function number(line: JsonObject, key: string): number | null {
  const value = line[key];
  if (value === undefined || value === null) return null;
  if (isInteger(value) && value >= 0) return Number(value);
  throw new Malformed(`"${key}" must be an integer, 0 or more`);
}

function missing(key: string): never {
  throw new Malformed(`"${key}" is missing`);
}
