import type { ProcessEntry } from "../../sensor/processes/process_table.ts";
import { visible } from "./escape.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { duration } from "./time.ts";
import { fit } from "./width.ts";

/** ROOMY is the width from which on owners and ages are shown. */
const ROOMY = 64;

/** Listed is a process in the tree of a listing. */
export interface Listed {
  readonly process: ProcessEntry;
  /** number is what `attach #3` calls it; null for one that is there only to place others. */
  readonly number: number | null;
  /** depth is how many listed ancestors it has. */
  readonly depth: number;
  readonly watched: boolean;
}

/** DEEPEST is how far a tree is indented; what lies deeper stands there too. */
const DEEPEST = 12;

/**
 * processTree lays processes out as a tree: those whose name or number has `word` in it, with their
 * ancestors; all but the kernel's own threads where there is no word.
 */
export function processTree(
  processes: readonly ProcessEntry[],
  watched: ReadonlySet<number>,
  word?: string,
): readonly Listed[] {
  const byPid = new Map(processes.map((one) => [one.pid, one]));
  const wanted = (one: ProcessEntry) =>
    word === undefined ? !one.kernel : one.name.includes(word) || String(one.pid) === word;
  const found = new Set(processes.filter(wanted));
  const shown = new Set(found);
  for (const one of found) {
    // A listing is not taken at one moment, so it can have circles.
    for (let at = byPid.get(one.ppid); at !== undefined && !shown.has(at);) {
      shown.add(at);
      at = byPid.get(at.ppid);
    }
  }
  const children = Map.groupBy(shown, ({ ppid }) => ppid);
  const roots = [...shown].filter(({ pid, ppid }) =>
    pid === ppid || !shown.has(byPid.get(ppid) ?? INVALID)
  );
  const listed: Listed[] = [];
  let number = 0;
  const seen = new Set<ProcessEntry>();
  const list = (root: ProcessEntry) => {
    const waiting = [{ process: root, depth: 0 }];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { process, depth } = next;
      if (seen.has(process)) continue;
      seen.add(process);
      listed.push({
        process,
        depth,
        number: found.has(process) ? ++number : null,
        watched: watched.has(process.pid),
      });
      const below = children.get(process.pid) ?? [];
      waiting.push(...below.map((child) => ({ process: child, depth: depth + 1 })).reverse());
    }
  };
  for (const root of roots) list(root);
  // Whatever goes round in a circle has no root; it is there all the same.
  for (const process of shown) list(process);
  return listed;
}

/** INVALID is no process of any listing. */
const INVALID: ProcessEntry = {
  pid: -1,
  ppid: -1,
  uid: null,
  name: "",
  start: 0n,
  age: 0,
  kernel: false,
};

/**
 * processLines shows a listing: the number to attach by, the pid, the owner, how long it has been
 * running, and the command line where it stands in the tree; `●` marks what is watched.
 *
 * ```
 *  #     pid   uid  age           command
 *  1     812     0  3 h 12 min    /usr/sbin/sshd -D
 *  2    4242     0  2 min 5 s   ●   sh -c ./run
 * ```
 */
export function processLines(listed: readonly Listed[], screen: Screen): string[] {
  const { palette } = screen;
  if (listed.length === 0) return ["No such process"];
  const cells = listed.map(({ process, number }) => ({
    number: number === null ? "" : String(number),
    pid: String(process.pid),
    uid: process.uid === null ? "" : String(process.uid),
    age: duration(process.age),
  }));
  const wide = (key: "number" | "pid" | "uid" | "age", title: string) =>
    Math.max(title.length, ...cells.map((cell) => cell[key].length));
  const widths = {
    number: wide("number", "#"),
    pid: wide("pid", "pid"),
    uid: wide("uid", "uid"),
    age: wide("age", "age"),
  };
  const room = columnsOf(screen);
  // On a narrow screen the command line matters more than whose it is and since when.
  const columns = room < ROOMY
    ? ["number", "pid"] as const
    : ["number", "pid", "uid", "age"] as const;
  const line = (cell: (typeof cells)[number], rest: string) =>
    fit(`${columns.map((key) => cell[key].padStart(widths[key])).join("  ")}  ${rest}`, room);
  return [
    palette("dim", line({ number: "#", pid: "pid", uid: "uid", age: "age" }, "  command")),
    ...listed.map(({ process, number, depth, watched }, index) => {
      const name = visible(process.name);
      const indent = "  ".repeat(Math.min(depth, DEEPEST));
      const mark = watched ? palette("current", "●") : " ";
      const cell = cells[index] ?? { number: "", pid: "", uid: "", age: "" };
      return line(cell, `${mark} ${indent}${number === null ? palette("dim", name) : name}`);
    }),
  ];
}
