/**
 * The naive matcher: section 7 of the language's definition, word for word and as slowly as it
 * likes. The paragraphs are named where they are carried out.
 */
import type { Letters, Policy, Statement, Step } from "./policy.ts";

/** Event is a letter at a time, in ticks; the subject is looked after by the caller. */
export interface Event {
  readonly ts: number;
  readonly letter: string;
}

/** Outcome is the end of a run. Times are in ticks. */
export type Outcome =
  | {
    readonly type: "match";
    readonly start: number;
    readonly end: number;
    readonly blocks: readonly string[];
    readonly steps: readonly Evidence[];
  }
  | { readonly type: "dismissed" | "suppressed"; readonly start: number; readonly end: number };

/** Evidence is a step that was fulfilled. */
export interface Evidence {
  readonly line: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

/** Rest is what is left of the policy behind a place: the statements from `at` on, then `outer`. */
interface Rest {
  readonly statements: readonly Statement[];
  readonly at: number;
  /** benign: where these statements end, a benign block is completed. */
  readonly benign: boolean;
  readonly outer: Rest | null;
}

/** Way is an edge out of a place. */
interface Way {
  readonly step: Step;
  readonly blocks: readonly string[];
  readonly to: Place;
  /** again: the step is the one that led to the place, and leads back to it. */
  readonly again: boolean;
}

/** Place is a state (7.2): a place of the source, known by the step and the copy that lead to it. */
interface Place {
  readonly name: string;
  readonly rest: Rest;
  readonly loop: Step | null;
}

/** View is what is seen from a place. */
interface View {
  readonly ways: readonly Way[];
  readonly without: readonly Letters[];
  /** end: nothing more has to be matched (7.3), and how the run ends. */
  readonly end: { readonly as: "match" | "dismissed"; readonly blocks: readonly string[] } | null;
}

interface Run {
  readonly place: Place;
  /** first is the run's first event: its time and its place in the order of events (7.1). */
  readonly first: { readonly ts: number; readonly seq: number };
  readonly blocks: readonly string[];
  readonly steps: readonly Evidence[];
}

const NOTHING: View = { ways: [], without: [], end: null };

/** look says what can come next behind a place, `blocks` having been entered on the way. */
function look(rest: Rest | null, blocks: readonly string[]): View {
  if (rest === null) return { ...NOTHING, end: { as: "match", blocks } };
  const statement = rest.statements[rest.at];
  if (statement === undefined) {
    if (rest.benign) return { ...NOTHING, end: { as: "dismissed", blocks } };
    return look(rest.outer, blocks);
  }
  const after: Rest = { ...rest, at: rest.at + 1 };
  switch (statement.is) {
    case "step":
      return lookAtStep(statement, after, blocks);
    case "gap":
      return look(after, blocks);
    case "without": {
      const view = look(after, blocks);
      return { ...view, without: [statement.letters, ...view.without] };
    }
    case "block": {
      const { body, benign, name } = statement;
      return look({ statements: body, at: 0, benign, outer: after }, [...blocks, name]);
    }
    case "if": {
      // 7.4: first C, then the first edges of E; without an E that asks for something, only C.
      const { condition, then, otherwise } = statement;
      const place = { name: `${condition.line}`, rest: alone(then, after), loop: null };
      const way = { step: condition, blocks, to: place, again: false };
      if (otherwise === null || isGap(otherwise)) return { ...NOTHING, ways: [way] };
      return together({ ...NOTHING, ways: [way] }, look(alone(otherwise, after), blocks));
    }
    case "either":
      // 7.5: the first edges of A, then those of B.
      return statement.options.map((each) => look(alone(each, after), blocks))
        .reduce(together, NOTHING);
  }
}

function lookAtStep(step: Step, after: Rest, blocks: readonly string[]): View {
  switch (step.suffix) {
    case "":
      return { ...NOTHING, ways: [{ step, blocks, to: behind(step, after, null), again: false }] };
    case "..":
      return { ...NOTHING, ways: [{ step, blocks, to: behind(step, after, step), again: false }] };
    case "...": {
      // 7.3: the edges of what follows first, then one for the step.
      const view = look(after, blocks);
      const way = { step, blocks, to: behind(step, after, step), again: false };
      return { ...view, ways: [...view.ways, way] };
    }
    default: {
      // 7.3: n copies.
      if (step.suffix === 1) return lookAtStep({ ...step, suffix: "" }, after, blocks);
      const rest = { ...step, suffix: step.suffix - 1 };
      const to: Place = {
        name: `${step.line} with ${rest.suffix} to come`,
        rest: alone(rest, after),
        loop: null,
      };
      return { ...NOTHING, ways: [{ step, blocks, to, again: false }] };
    }
  }
}

function behind(step: Step, rest: Rest, loop: Step | null): Place {
  return { name: `${step.line}`, rest, loop };
}

function alone(statement: Statement, outer: Rest): Rest {
  return { statements: [statement], at: 0, benign: false, outer };
}

function together(one: View, other: View): View {
  return {
    ways: [...one.ways, ...other.ways],
    without: [...one.without, ...other.without],
    end: one.end ?? other.end,
  };
}

/** isGap: empty, or only gaps (7.4). */
function isGap(statement: Statement): boolean {
  switch (statement.is) {
    case "gap":
      return true;
    case "block":
      return statement.body.every(isGap);
    case "either":
      return statement.options.every(isGap);
    default:
      return false;
  }
}

/** from is the view from a place: leading on has priority over the loop (7.3). */
function from({ rest, loop, ...place }: Place): View {
  const view = look(rest, []);
  if (loop === null || view.end !== null) return view;
  const way = { step: loop, blocks: [], to: { ...place, rest, loop }, again: true };
  return { ...view, ways: [...view.ways, way] };
}

/** Matcher runs one policy for one subject. */
export class NaiveMatcher {
  readonly #policy: Policy;
  readonly #start: Place;
  readonly #views = new Map<string, View>();
  #runs: readonly Run[] = [];
  #seq = 0;
  #reported: number | null = null;

  /** The policy is one that print has returned: its steps have lines. */
  constructor(policy: Policy) {
    this.#policy = policy;
    const rest = { statements: policy.body, at: 0, benign: false, outer: null };
    this.#start = { name: "start", rest, loop: null };
  }

  /** process returns what ends with an event. */
  process(event: Event): readonly Outcome[] {
    const seq = this.#seq++;
    const { within, until } = this.#policy;
    // 7.7: dropped before the event is tried; exactly D still counts.
    const runs = this.#runs.filter(({ first }) => within === null || event.ts - first.ts <= within);
    const kept: Run[] = [];
    const ended: { readonly run: Run; readonly as: "match" | "dismissed" }[] = [];
    const newborn: Run = {
      place: this.#start,
      first: { ts: event.ts, seq },
      blocks: [],
      steps: [],
    };
    for (const run of [...runs, newborn]) {
      const view = this.#from(run.place);
      const way = view.ways.find(({ step }) => step.letters.includes(event.letter));
      if (way) {
        const moved = advance(run, way, event.ts);
        const { end } = this.#from(way.to);
        if (end === null) kept.push(moved);
        else {ended.push({
            run: { ...moved, blocks: [...moved.blocks, ...end.blocks] },
            as: end.as,
          });}
      } else if (run !== newborn) {
        // 7.7: what moves the run does not end it.
        const forbidden = [...view.without, ...until === null ? [] : [until]];
        if (!forbidden.some((letters) => letters.includes(event.letter))) kept.push(run);
      }
    }
    this.#runs = latest(kept);
    // Which of several matches of one event a cooldown lets through is not said; the one whose
    // first event is the earliest comes first, as it would if they had ended one after the other.
    ended.sort(({ run: a }, { run: b }) => (isLater(a, b) ? 1 : -1));
    return ended.map(({ run, as }) => this.#outcome(run, as, event.ts));
  }

  #from(place: Place): View {
    const known = this.#views.get(place.name);
    if (known) return known;
    const view = from(place);
    this.#views.set(place.name, view);
    return view;
  }

  #outcome({ first, blocks, steps }: Run, as: "match" | "dismissed", end: number): Outcome {
    const start = first.ts;
    if (as === "dismissed") return { type: "dismissed", start, end };
    const { cooldown } = this.#policy;
    if (cooldown !== null && this.#reported !== null && end - this.#reported < cooldown) {
      return { type: "suppressed", start, end };
    }
    this.#reported = end;
    return { type: "match", start, end, blocks, steps };
  }
}

function advance(run: Run, { step, blocks, to, again }: Way, ts: number): Run {
  const last = run.steps.at(-1);
  const steps = again && last !== undefined
    ? [...run.steps.slice(0, -1), { ...last, count: last.count + 1, last: ts }]
    : [...run.steps, { line: step.line ?? 0, count: 1, first: ts, last: ts }];
  return { ...run, place: to, blocks: [...run.blocks, ...blocks], steps };
}

/** latest: of the runs that meet in a state the one whose first event is later is kept (7.6). */
function latest(runs: readonly Run[]): readonly Run[] {
  const best = new Map<string, Run>();
  for (const run of runs) {
    const other = best.get(run.place.name);
    if (other === undefined || isLater(run, other)) best.set(run.place.name, run);
  }
  return [...best.values()];
}

function isLater({ first: a }: Run, { first: b }: Run): boolean {
  return a.ts > b.ts || (a.ts === b.ts && a.seq > b.seq);
}
