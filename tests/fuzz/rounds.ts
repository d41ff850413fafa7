/** The fuzzer's rounds: each subject in turn, with a fresh seed each time, until the time is over. */
import fc from "fast-check";
import type { Subject } from "./subject.ts";

/** Wanted is what is asked of the fuzzer. With a seed there is one round only, with that. */
export interface Wanted {
  readonly minutes: number;
  readonly only: string | null;
  readonly seed: number | null;
  /** path is fast-check's way to one counterexample of a seed. */
  readonly path: string | null;
}

/** fuzz returns the exit status: 1 if anything failed, which is then not tried again. */
export function fuzz(
  subjects: readonly Subject[],
  { minutes, only, seed, path }: Wanted,
  print: (line: string) => void,
): number {
  const end = performance.now() + minutes * 60_000;
  const failed = new Set<Subject>();
  const chosen = subjects.filter(({ name }) => only === null || name === only);
  const runs = new Map(chosen.map((subject) => [subject, 0]));
  do {
    for (const subject of chosen.filter((each) => !failed.has(each))) {
      const details = fc.check(subject.property(), {
        seed: seed ?? crypto.getRandomValues(new Int32Array(1))[0] ?? 0,
        numRuns: subject.runs,
        ...path === null ? {} : { path },
      });
      runs.set(subject, (runs.get(subject) ?? 0) + details.numRuns);
      if (!details.failed) continue;
      failed.add(subject);
      print(reproduction(subject, details));
    }
  } while (seed === null && failed.size < chosen.length && performance.now() < end);
  for (const subject of chosen) {
    const counts = Object.entries(subject.counts()).map(([name, count]) => `${count} ${name}`);
    const about = counts.length === 0 ? "" : ` (${counts.join(", ")})`;
    const state = failed.has(subject) ? "failed" : "ok";
    print(`${subject.name}: ${state}, ${runs.get(subject) ?? 0} runs${about}`);
  }
  return failed.size === 0 ? 0 : 1;
}

function reproduction({ name }: Subject, details: fc.RunDetails<unknown>): string {
  const again = `deno task fuzz --only ${name} --seed ${details.seed}`;
  const path = details.counterexamplePath === null ? "" : ` --path ${details.counterexamplePath}`;
  const error = details.errorInstance;
  const cause = error instanceof Error ? error.stack ?? error.message : String(error);
  return `${name} failed: ${again}${path}\n${fc.defaultReportMessage(details)}\n${cause}`;
}
