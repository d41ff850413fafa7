/** What replaying costs: recordings of both forms, with and without an engine behind the reader. */
import { compile } from "../compiler/compile.ts";
import { decode } from "../engine/decode.ts";
import { RecordView } from "../engine/record.ts";
import type { EventData } from "../engine/report.ts";
import { NdjsonReader } from "../sensor/ndjson/ndjson.ts";
import { openRecording } from "../sensor/recordings/recording.ts";
import { Recorder } from "../sensor/recordings/recorder.ts";
import { replay } from "../session/replay.ts";
import { NaiveEngine } from "./naive_engine.ts";
import { elapsed, figures, type Group, HEADLINE, type Row } from "./row.ts";
import { policies, textOf } from "./sequences.ts";
import { workload } from "./workload.ts";

const ROUNDS = 3;
const POLICIES = 100;
/** FIRING: policies begin runs once in so many events, and complete them SPAN events later. */
const FIRING = 50_000;
const SPAN = 8;
/** DISTINCT events are repeated, each time later. */
const DISTINCT = 100_000;
const RAY_EVENTS = 1_500_000;
const LINES = 250_000;
/** TIMES is how often a replay is given a file: what a thread costs to begin with is then little. */
const TIMES = 4;

/** RECORDINGS is the group of rows. */
export const RECORDINGS: Group = {
  title: "Recordings",
  async *rows() {
    const folder = Deno.makeTempDirSync();
    try {
      const ray = `${folder}/bench.ray`;
      const lines = `${folder}/bench.ndjson`;
      record(ray, RAY_EVENTS);
      record(lines, LINES);
      yield await reading(ray);
      yield* replaying(".ray", ray, [3_000_000, 5_000_000], null);
      yield* parsing(lines);
      yield* replaying("NDJSON", lines, [500_000, 500_000], naively(lines));
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
};

function record(path: string, count: number): void {
  const { bytes, offsets } = workload(DISTINCT, FIRING, SPAN);
  const recorder = new Recorder(path);
  recorder.begin({ start: null, host: null });
  const view = new RecordView();
  for (let index = 0; index < count; index++) {
    // The offsets are as many as the distinct events.
    view.at(bytes, offsets[index % DISTINCT]!, index * 1000);
    recorder.record(view, (view) => decode(view));
  }
  recorder.close();
}

/** reading is the reader alone. */
async function reading(path: string): Promise<Row> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await using recording = await openRecording(path);
    let seen = 0;
    const start = performance.now();
    await recording.read(() => void seen++);
    rounds.push(rate(seen, performance.now() - start));
  }
  return { what: ".ray read, one core, nothing judged", unit: "rate", ...figures(rounds) };
}

/** Judged is how fast a round went, and how many matches it found. */
interface Judged {
  readonly rate: number;
  readonly matches: number;
}

async function* replaying(
  form: string,
  path: string,
  wanted: readonly [one: number, two: number],
  other: (() => Judged) | null,
): AsyncGenerator<Row> {
  const one: Judged[] = [], two: Judged[] = [], theirs: Judged[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    one.push(await replayed(path, 1));
    two.push(await replayed(path, 2));
    if (other !== null) theirs.push(other());
  }
  const found = new Set([...one, ...two, ...theirs].map(({ matches }) => matches));
  if (found.size !== 1 || found.has(0)) throw new Error(`Matches: ${[...found].join(", ")}`);
  const rates = (all: readonly Judged[]) => figures(all.map(({ rate }) => rate));
  for (
    const [index, [cores, rounds]] of ([["one core", one], ["two cores", two]] as const).entries()
  ) {
    yield {
      what: `${form} replayed, ${POLICIES} policies, ${cores}`,
      unit: "rate",
      ...rates(rounds),
      ...HEADLINE,
      ...wanted[index] === undefined ? {} : { wanted: wanted[index] },
      ...theirs.length === 0
        ? {}
        : { other: { name: "JSON.parse, JS RegExp", median: rates(theirs).ours } },
    };
  }
}

/** replayed is a replay, from when the first piece of the recording has been judged. */
async function replayed(path: string, cores: 1 | 2): Promise<Judged> {
  const { machines } = compile(policies(POLICIES).map(textOf).join(""));
  let begun: { readonly at: number; readonly events: number } | null = null;
  const onProgress = ({ events }: { readonly events: number }) => {
    begun ??= { at: performance.now(), events };
  };
  let result: Judged | null = null;
  for await (
    const report of replay(Array<string>(TIMES).fill(path), {
      policies: machines,
      cores,
      onProgress,
    })
  ) {
    if (report.type !== "summary" || begun === null) continue;
    const { at, events } = begun;
    const passed = performance.now() - at;
    result = { rate: rate(report.events - events, passed), matches: report.matches / TIMES };
  }
  if (result === null) throw new Error("The replay has no end");
  return result;
}

/** naively does with the lines what one writes in an afternoon. */
function naively(path: string): () => Judged {
  const lines = textLines(path);
  return () => {
    const engine = new NaiveEngine(policies(POLICIES));
    const time = elapsed(() => {
      for (const line of lines) engine.process(JSON.parse(line) as EventData);
    });
    return { rate: rate(lines.length, time / 1e6), matches: engine.matches };
  };
}

function* parsing(path: string): Generator<Row> {
  const bytes = Deno.readFileSync(path);
  const lines = textLines(path);
  const ours: number[] = [], theirs: number[] = [];
  for (let round = 0; round < ROUNDS + 4; round++) {
    let [seen, known] = [0, 0];
    const reader = new NdjsonReader(() => void seen++, ({ message }) => {
      throw new Error(message);
    });
    ours.push(
      elapsed(() => {
        for (let at = 0; at < bytes.length; at += PIECE) {
          reader.push(bytes.subarray(at, at + PIECE));
        }
        reader.end();
      }) / lines.length,
    );
    theirs.push(
      elapsed(() => {
        for (const line of lines) {
          known += (JSON.parse(line) as EventData).args === undefined ? 0 : 1;
        }
      }) / lines.length,
    );
    if (seen < known || known === 0) throw new Error(`${seen} records, ${known} lines`);
  }
  const median = figures(theirs).ours;
  yield {
    what: "NDJSON, a line of 180 bytes into a record",
    unit: "ns",
    ...figures(ours),
    ...HEADLINE,
    wanted: 1.3 * median,
    other: { name: "JSON.parse", median },
  };
}

const PIECE = 64 * 1024;

/** textLines are the lines that say of a call. */
function textLines(path: string): readonly string[] {
  return Deno.readTextFileSync(path).split("\n").filter((line) => line.includes('"kind":'));
}

function rate(count: number, ms: number): number {
  return Math.round(count / ms * 1000);
}
