/** What of a sample is listed, in which order, and which of it is selected. */
import type { EventData, RunStatus } from "../../engine/report.ts";
import type { PolicyStatus } from "../../session/types.ts";
import { type Model, type Numbered, page, runKey, type Sample } from "./model.ts";

/** Item is one thing in a list that can be selected and opened. */
export type Item =
  | {
    readonly is: "policy";
    readonly key: string;
    readonly status: PolicyStatus;
    /** runs are those of the policy that are known and pass the filter. */
    readonly runs: readonly RunStatus[];
  }
  | { readonly is: "run"; readonly key: string; readonly run: RunStatus }
  | { readonly is: "match"; readonly key: string; readonly seen: Numbered };

/** SHOWN is how many runs are listed among the policies, and of each at least FEWEST. */
const SHOWN = 12;
const FEWEST = 3;

/** itemsOf lists what the page that is looked at has; a page of text has nothing. */
export function itemsOf(model: Model): readonly Item[] {
  const { sample } = model;
  if (sample === null) return [];
  const looked = page(model);
  switch (looked.is) {
    case "policies": {
      const all = policies(sample, model.filter);
      const busy = all.filter(({ runs }) => runs.length > 0).length;
      const each = Math.max(FEWEST, Math.floor(SHOWN / busy));
      return all.flatMap((policy) => [policy, ...policy.runs.slice(0, each).map(runItem)]);
    }
    case "policy":
      return policies(sample, model.filter).filter(({ status }) => status.policy === looked.policy)
        .flatMap((policy) => [policy, ...policy.runs.map(runItem)]);
    case "matches":
      return sample.matches.toReversed()
        .filter(({ match }) =>
          passes(model.filter, [match.policy, `${match.subject.by} ${match.subject.id}`])
        )
        .map((seen) => ({ is: "match", key: `match ${seen.number}`, seen }));
    case "run":
    case "match":
    case "help":
      return [];
  }
}

/** selectedAt is the place of the selected item in a list; where it has gone, what is there now. */
export function selectedAt(model: Model, items: readonly Item[]): number {
  const found = items.findIndex(({ key }) => key === model.selected);
  return found >= 0 ? found : Math.max(0, Math.min(model.place, items.length - 1));
}

/**
 * policies lists those that pass the filter. What has ever begun a run comes before what has not:
 * that changes once for each, so that lists do not jump.
 */
function policies(sample: Sample, filter: string) {
  const runs = Map.groupBy(sample.runs, ({ policy }) => policy);
  const all = sample.policies.flatMap((status) => {
    const own = (runs.get(status.policy) ?? []).toSorted(byTime);
    const whole = passes(filter, [status.policy]);
    const shown = whole ? own : own.filter((run) => passes(filter, wordsOf(run)));
    if (!whole && shown.length === 0) return [];
    return [{ is: "policy" as const, key: `policy ${status.policy}`, status, runs: shown }];
  });
  const [busy, quiet] = [all.filter(begun), all.filter((one) => !begun(one))];
  return [...busy, ...quiet];
}

function begun({ status }: { readonly status: PolicyStatus }): boolean {
  return status.begun > 0;
}

/** byTime puts first what has least time left, then what began last. */
function byTime(a: RunStatus, b: RunStatus): number {
  return (a.left ?? Infinity) - (b.left ?? Infinity) || b.start - a.start || 0;
}

function runItem(run: RunStatus): Item {
  return { is: "run", key: `run ${runKey(run)}`, run };
}

/** wordsOf are what a run can be found by: whose it is, and who did what it stands on. */
function wordsOf({ subject, steps }: RunStatus): readonly string[] {
  const events = steps.flatMap(({ first, last }) => last === undefined ? [first] : [first, last]);
  return [`${subject.by} ${subject.id}`, ...events.flatMap(whoOf)];
}

function whoOf({ pid, comm, exe, cmdline }: EventData): readonly string[] {
  return [String(pid), comm ?? "", exe ?? "", cmdline ?? ""];
}

function passes(filter: string, words: readonly string[]): boolean {
  const wanted = filter.toLowerCase();
  return words.some((word) => word.toLowerCase().includes(wanted));
}
