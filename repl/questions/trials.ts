/** Which policies are to be tried on which recordings, and what is expected of that. */
import { basename } from "node:path";
import type { Machine } from "../../compiler/machine.ts";
import type { Context } from "../context.ts";
import { loadPolicies, unreadable } from "../policies/sources.ts";

/** Expectation is what a recording's name says: positive ones match, negative ones do not. */
export type Expectation = "match" | "none" | null;

/** Trial is one recording with the policies that are tried on it. */
export interface Trial {
  readonly recording: string;
  readonly machines: readonly Machine[];
  readonly expected: Expectation;
}

/** RECORDINGS are the files of a folder that are taken for recordings. */
const RECORDINGS = /\.(?:ray|ndjson|ndjson\.gz|ndjson\.zst|strace)$/;

/**
 * trialsOf sorts out what was named: loaded policies, files of policies, folders, recordings. Each
 * folder with policies is tried on the recordings beside them; a recording that is named is tried
 * with every policy.
 */
export async function trialsOf(
  context: Context,
  words: readonly string[],
): Promise<readonly Trial[]> {
  const named: Machine[] = [];
  const files: string[] = [];
  const folders: string[] = [];
  const recordings: string[] = [];
  for (const word of words) {
    const held = context.shell?.policies.held.get(word);
    if (held !== undefined) named.push(held.machine);
    else if (word.endsWith(".policy")) files.push(word);
    else if (word !== "-" && await isFolder(word)) folders.push(word);
    else recordings.push(word);
  }
  if (files.length > 0) named.push(...await loadPolicies(context, files));
  const trials: Trial[] = [];
  for (const pack of (await Promise.all(folders.map(packsBelow))).flat()) {
    const machines = await loadPolicies(context, pack.policies);
    named.push(...machines);
    trials.push(...pack.recordings.map((recording) => trial(recording, machines)));
  }
  return [...trials, ...recordings.map((recording) => trial(recording, named))];
}

function trial(recording: string, machines: readonly Machine[]): Trial {
  const [word = ""] = /^(?:positive|negative)/.exec(basename(recording)) ?? [];
  const expected = word === "" ? null : word === "positive" ? "match" : "none";
  return { recording, machines, expected };
}

/** Pack is the policies of one folder, and the recordings beside them. */
interface Pack {
  readonly policies: readonly string[];
  readonly recordings: readonly string[];
}

async function packsBelow(folder: string): Promise<readonly Pack[]> {
  const policies: string[] = [];
  const recordings: string[] = [];
  const below: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      const path = `${folder.replace(/\/+$/, "")}/${name}`;
      if (name.startsWith(".")) continue;
      if (isDirectory) below.push(path);
      else if (name.endsWith(".policy")) policies.push(path);
      else if (RECORDINGS.test(name)) recordings.push(path);
    }
  } catch (error) {
    throw unreadable(folder, error);
  }
  const packs = await Promise.all(below.sort().map(packsBelow));
  const own = { policies: policies.sort(), recordings: recordings.sort() };
  return [...(policies.length > 0 ? [own] : []), ...packs.flat()];
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Tried is what came of a trial. */
export interface Tried extends Trial {
  readonly events: number;
  readonly skipped: number;
  readonly dropped: number;
  /** matches counts them by policy; reached is the state that one without came closest to its end. */
  readonly matches: ReadonlyMap<string, number>;
  readonly reached: ReadonlyMap<string, string>;
}

/** asExpected tells whether a trial came out as its name says; null where that says nothing. */
export function asExpected({ expected, matches }: Tried): boolean | null {
  return expected === null ? null : (expected === "match") === matches.size > 0;
}

/** tryOut runs the policies of a trial over its recording. */
export async function tryOut(trial: Trial, signal: AbortSignal): Promise<Tried> {
  const { replay } = await import("../../session/replay.ts");
  const matches = new Map<string, number>();
  const furthest = new Map<string, number>();
  let totals = { events: 0, skipped: 0, dropped: 0 };
  const options = { policies: trial.machines, transitions: true, signal };
  for await (const report of replay([trial.recording], options)) {
    if (report.type === "match") {
      matches.set(report.policy, (matches.get(report.policy) ?? 0) + 1);
    } else if (report.type === "transition") {
      const state = Math.max(report.from, report.to ?? 0);
      furthest.set(report.policy, Math.max(state, furthest.get(report.policy) ?? 0));
    } else if (report.type === "summary") {
      totals = report;
    }
  }
  const reached = trial.machines.flatMap(({ name, states }) => {
    const state = states[furthest.get(name) ?? 0];
    return matches.has(name) || state === undefined ? [] : [[name, state.name] as const];
  });
  const { events, skipped, dropped } = totals;
  return { ...trial, events, skipped, dropped, matches, reached: new Map(reached) };
}
