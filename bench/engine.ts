/** What an event costs the engine, against few policies and many, beside a naive engine. */
import { compile } from "../compiler/compile.ts";
import type { Machine } from "../compiler/machine.ts";
import { Engine } from "../engine/engine.ts";
import { RecordView } from "../engine/record.ts";
import { NaiveEngine, type NaiveStep } from "./naive_engine.ts";
import { patterns } from "./patterns.ts";
import { elapsed, figures, type Group, HEADLINE, type Row } from "./row.ts";
import { policies, textOf } from "./sequences.ts";
import { type Workload, workload } from "./workload.ts";

const EVENTS = 4096;
const ROUNDS = 7;
/** ROUND_NS is about how long a round is to last: the number of events in it follows from that. */
const ROUND_NS = 150e6;
/** FIRING: policies begin runs, and complete them, once in so many events. */
const FIRING = 1000;

/** WANTED is what an event may cost, in ns, by the number of policies. */
const WANTED: readonly (readonly [policies: number, ns: number])[] = [
  [1, 200],
  [10, 220],
  [100, 300],
  [500, 500],
];

/** ENGINE is the group of rows. */
export const ENGINE: Group = {
  title: "The engine",
  async *rows() {
    const quiet = workload(EVENTS, 0);
    for (const [count, wanted] of WANTED) {
      yield { ...perEvent(count, quiet, "", wanted), ...count >= 100 ? HEADLINE : {} };
    }
    yield perEvent(100, workload(EVENTS, FIRING), `, matches every ${FIRING}`);
    yield* patterns(100);
    yield memory(100, quiet);
    yield* await runsMemory();
    for (const [count, wanted] of TABLES) yield* tables(count, wanted, quiet);
  },
};

const MS = 1e6;

/** TABLES is what building the tables may take, in ns, by the number of policies. */
const TABLES: readonly (readonly [policies: number, ns: number])[] = [
  [100, 500 * MS],
  [500, 3_000 * MS],
];

function perEvent(count: number, events: Workload, more: string, wanted?: number): Row {
  const all = policies(count);
  const one = side(all, events);
  const other = naiveSide(all, events);
  const rounds = Array.from({ length: ROUNDS }, () => [one.round(), other.round()] as const);
  const [ours, theirs] = [one.matchesAWalk(), other.matchesAWalk()];
  if (ours !== theirs || (ours > 0) !== (events.firing > 0)) {
    throw new Error(`${ours} matches, ${theirs} of the naive engine`);
  }
  return {
    what: `an event with a path of 40 bytes, ${count} ${
      count === 1 ? "policy" : "policies"
    }${more}`,
    unit: "ns",
    ...figures(rounds.map(([ours]) => ours)),
    ...wanted === undefined ? {} : { wanted },
    other: { name: "JS RegExp", median: figures(rounds.map(([, theirs]) => theirs)).ours },
  };
}

function memory(count: number, events: Workload): Row {
  const { walk } = side(policies(count), events);
  for (let warm = 0; warm < 20; warm++) walk();
  const rounds = Array.from({ length: ROUNDS }, () => {
    const before = Deno.memoryUsage().heapUsed;
    for (let done = 0; done < 25; done++) walk();
    return (Deno.memoryUsage().heapUsed - before) / (25 * EVENTS);
  });
  return {
    what: `memory taken for an event of no interest, ${count} policies`,
    unit: "bytes",
    ...figures(rounds),
    wanted: 1,
  };
}

/** tables builds them of policies that nothing was ever compiled of, and again of the same. */
function tables(count: number, wanted: number, { bytes, offsets }: Workload): readonly Row[] {
  const view = new RecordView();
  let time = 0;
  // The tables are filled as events ask for them.
  const judge = (engine: Engine) => {
    for (const offset of offsets) engine.process(view.at(bytes, offset, ++time));
  };
  const rounds = Array.from({ length: ROUNDS }, (_, round) => {
    const [last = "", ...others] = policies(count + 1, round + 1).map(textOf).reverse();
    let machines: readonly Machine[] = [];
    const first = elapsed(() => judge(newEngine(machines = compile(others.join("")).machines)));
    const engine = newEngine([]);
    const again = elapsed(() => {
      engine.load(machines);
      judge(engine);
    });
    const more = elapsed(() => {
      engine.load(compile(last).machines);
      judge(engine);
    });
    return [first, again, more] as const;
  });
  const what = `${count} policies ready, and ${EVENTS} events judged,`;
  return [
    {
      what: `${what} from their text`,
      unit: "ns",
      ...figures(rounds.map(([first]) => first)),
      wanted,
    },
    {
      what: `${what} once more`,
      unit: "ns",
      ...figures(rounds.map(([, again]) => again)),
      wanted: 50 * MS,
    },
    {
      what: `one policy, from its text, added to ${count}, and ${EVENTS} events judged`,
      unit: "ns",
      ...figures(rounds.map(([, , more]) => more)),
      wanted: 20 * MS,
    },
  ];
}

/** runsMemory asks a process of its own, for the heap has to be swept. */
async function runsMemory(): Promise<readonly Row[]> {
  const path = new URL("runs_memory.ts", import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--v8-flags=--expose-gc", path],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error("Cannot measure the memory of runs");
  const [live = NaN, left = NaN]: number[] = JSON.parse(new TextDecoder().decode(stdout));
  const what = "memory of a process with a live run, of 100,000";
  return [
    { what, unit: "bytes", ...figures([live]), wanted: 1_000 },
    { what: `${what}: left when all have ended`, unit: "bytes", ...figures([left]), wanted: 10 },
  ];
}

/** Side is one of the two that are compared. */
interface Side {
  /** walk processes the workload once. */
  walk(): void;
  /** round walks for about ROUND_NS and returns the ns an event. */
  round(): number;
  matchesAWalk(): number;
}

function side(all: readonly (readonly NaiveStep[])[], { bytes, offsets }: Workload): Side {
  let matches = 0;
  const { machines, diagnostics } = compile(all.map(textOf).join(""));
  if (machines.length !== all.length) throw new Error(diagnostics[0]?.message);
  const engine = newEngine(machines, () => void matches++);
  const view = new RecordView();
  let time = 0;
  return timed(() => {
    for (const offset of offsets) engine.process(view.at(bytes, offset, ++time));
  }, () => matches);
}

function newEngine(machines: readonly Machine[], match = () => {}): Engine {
  const engine = new Engine({ match, dismissed: () => {}, suppressed: () => {} });
  engine.load(machines);
  return engine;
}

function naiveSide(all: readonly (readonly NaiveStep[])[], { events }: Workload): Side {
  const engine = new NaiveEngine(all);
  return timed(() => {
    for (const event of events) engine.process(event);
  }, () => engine.matches);
}

function timed(walk: () => void, matches: () => number): Side {
  let walks = 0;
  const counted = () => {
    walk();
    walks++;
  };
  for (let spent = 0; spent < ROUND_NS / 2;) spent += elapsed(counted);
  return {
    walk: counted,
    round() {
      const before = walks;
      let spent = 0;
      while (spent < ROUND_NS) spent += elapsed(counted);
      return spent / ((walks - before) * EVENTS);
    },
    matchesAWalk: () => Math.round(matches() / walks),
  };
}
