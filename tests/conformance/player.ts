/** The words that make player.c play a case, and the program itself. */
import { temporary } from "../live/harness.ts";
import type { Case, CaseEvent } from "./cases.ts";

/** PARAMETERS lists what the player passes to each kind's call, from the event's arguments. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  openat: ["pathname", "flags"],
  write: ["fd", "content"],
  unlink: ["pathname"],
  execve: ["filename", "argv"],
};

/** SIBLINGS are calls that take no flags, though their kind has them. */
const SIBLINGS: Readonly<Record<string, readonly string[]>> = { creat: ["pathname"] };

/** IMPLIED are arguments that follow from others. */
const IMPLIED = new Set(["len"]);

/** KNOWN are the keys of an event that the player can make true. */
const KNOWN = new Set(["ts", "pid", "ppid", "kind", "syscall", "args"]);

/** player compiles player.c and returns its path. It is static, because a loader's opens would be events too. */
export function player(): string {
  const path = `${temporary()}/player`;
  const source = new URL("player.c", import.meta.url).pathname;
  const { success, stderr } = new Deno.Command("gcc", {
    args: ["-O1", "-static", "-o", path, source, "-lpthread"],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return path;
}

/** pids returns the case's processes in the order in which they appear: the first is the root. */
export function pids({ events }: Pick<Case, "events">): readonly number[] {
  return [...new Set(events.map(({ pid }) => pid))];
}

/** wordsOf returns a case's calls as the player's words. It throws at what the player cannot do. */
export function wordsOf(each: Case): readonly string[] {
  const processes = pids(each);
  return each.events.flatMap((event) => {
    refuseUnknown(event, processes[0]);
    const words = wordsOfCall(event);
    const call = event.syscall ?? (event.kind === "unlink" ? "unlinkat" : event.kind);
    return [`${processes.indexOf(event.pid)}`, call, `${words.length}`, ...words];
  });
}

function wordsOfCall({ kind, syscall = kind, args }: CaseEvent): readonly string[] {
  const parameters = SIBLINGS[syscall] ?? PARAMETERS[kind];
  if (parameters === undefined) throw new Error(`The player has no call of the kind "${kind}"`);
  for (const name of Object.keys(args)) {
    if (PARAMETERS[kind]?.includes(name) || IMPLIED.has(name)) continue;
    throw new Error(`The player cannot pass "${name}" to a call of the kind "${kind}"`);
  }
  return parameters.flatMap((name) => {
    const value = args[name] ?? 0;
    return Array.isArray(value) ? value : [`${value}`];
  });
}

function refuseUnknown(event: CaseEvent, root: number | undefined): void {
  const unknown = Object.keys(event).filter((key) => !KNOWN.has(key));
  if (unknown.length > 0) throw new Error(`The player cannot make an event's "${unknown[0]}"`);
  if (event.pid === root || event.ppid === undefined || event.ppid === root) return;
  throw new Error(`The player's processes are children of the first one, not of ${event.ppid}`);
}
