/** What the live sensor costs those that it watches, those that it does not, and itself. */
import { compile } from "../compiler/compile.ts";
import type { Match } from "../engine/report.ts";
import { clock } from "../sensor/native/libc.ts";
import { openSession } from "../session/session.ts";
import type { LiveSession, SessionOptions } from "../session/types.ts";
import { policyNames, policyText } from "./policies.ts";
import type { Sampled } from "./memory.ts";
import { figures, type Group, HEADLINE, type Row } from "./row.ts";
import {
  besideBpftrace,
  bpftrace,
  dd,
  ddTime,
  installed,
  output,
  perfTrace,
  strace,
  type Traced,
} from "./tracers.ts";

const ROUNDS = 3;
const WRITES = 1_000_000;
/** The others get fewer: they take up to a hundred times as long. */
const STRACE_WRITES = 50_000;
const PERF_WRITES = 50_000;
const BPFTRACE_WRITES = 200_000;
const CALLS = 200_000;
const PRICE_ROUNDS = 7;
/** PRICE_TRIES: the fastest of so many is taken, because nothing makes a call cheaper by chance. */
const PRICE_TRIES = 5;
const RATE = 400_000;
const RATE_SECONDS = 30;
const IDLE_SECONDS = 10;
const BEATS = 600;
const MEMORY_SECONDS = 30;
const PROCESSES = 1000;

/** SENSOR is the group of rows. */
export const SENSOR: Group = {
  title: "The sensor",
  async *rows({ minutes }) {
    const calls = await build();
    const other = {
      strace: await installed("strace"),
      bpftrace: await installed("bpftrace"),
      perf: await installed("perf"),
    };
    yield* duration(other);
    yield* price(calls, other.bpftrace);
    yield* sustained(calls, "", {});
    yield* sustained(calls, ", a ring of 256 MB", { ringBytes: 256 << 20 });
    yield await idle();
    yield* latency(calls, 0);
    yield* latency(calls, 100_000);
    yield* memory(calls, minutes === null ? MEMORY_SECONDS : minutes * 60);
    Deno.removeSync(calls);
  },
};

/** EACH asks for every write, and finds none. */
const EACH = `path "each" { write { content contains "no such thing" } }`;

const HUNDRED = policyNames(100, 1).map(policyText).join("");

function open(policies: string, options: SessionOptions = {}): Promise<LiveSession> {
  return openSession({ ...options, policies: compile(policies).machines });
}

async function build(): Promise<string> {
  const path = Deno.makeTempFileSync();
  await output(["gcc", "-O2", "-o", path, new URL("calls.c", import.meta.url).pathname]);
  return path;
}

/** besideSensor runs `work` while the sensor watches the writes of another process. */
async function besideSensor<T>(work: () => Promise<T>): Promise<T> {
  const sleeper = new Deno.Command("sleep", { args: ["1000"] }).spawn();
  try {
    await using session = await open(EACH);
    await session.attach(sleeper.pid);
    return await work();
  } finally {
    sleeper.kill("SIGKILL");
    await sleeper.status;
  }
}

/** tracked runs dd with each of its writes delivered and judged. */
async function tracked(policies: string): Promise<Traced> {
  await using session = await open(policies);
  let said = "";
  const child = await session.run(dd(WRITES), {
    onOutput: (text) => said += text,
    env: { LC_ALL: "C" },
  });
  await child.status;
  await session.idle();
  const { events, dropped } = await session.close();
  return { time: ddTime(said) / WRITES, delivered: events, lost: dropped };
}

/** Others are those of the programs to compare with that are installed. */
interface Others {
  readonly strace: boolean;
  readonly bpftrace: boolean;
  readonly perf: boolean;
}

async function* duration(other: Others): AsyncGenerator<Row> {
  const untraced: number[] = [], beside: number[] = [], besideOther: number[] = [];
  const ours: Traced[] = [], hundred: Traced[] = [];
  const bpf: Traced[] = [], straced: Traced[] = [], perf: Traced[] = [];
  const plain = async () => ddTime(await output(dd(WRITES))) / WRITES;
  for (let round = 0; round < ROUNDS; round++) {
    untraced.push(await plain());
    beside.push(await besideSensor(plain));
    if (other.bpftrace) besideOther.push(await besideBpftrace(plain));
    ours.push(await tracked(EACH));
    hundred.push(await tracked(EACH + HUNDRED));
    if (other.bpftrace) bpf.push(await bpftrace(BPFTRACE_WRITES));
    if (other.strace) straced.push(await strace(STRACE_WRITES));
    if (other.perf) perf.push(await perfTrace(PERF_WRITES));
  }
  const row = (what: string, times: readonly number[]) =>
    ({ what, unit: "ns", ...figures(times) }) as const;
  const times = (all: readonly Traced[]) => all.map(({ time }) => time);
  const versus = (name: string, times: readonly number[]) =>
    times.length === 0 ? null : { name, median: figures(times).ours };
  const others = [
    versus("bpftrace, printed", times(bpf)),
    versus("strace -f", times(straced)),
    versus("perf trace", times(perf)),
  ].filter((each) => each !== null);

  yield row("dd, a write and its read: untraced", untraced);
  yield withOther(
    row("the same, another process watched", beside),
    versus("bpftrace", besideOther),
  );
  const each = row("the same, each write delivered and judged", times(ours));
  for (const one of others) yield { ...each, other: one };
  yield row("the same, each write judged by 100 policies more", times(hundred));
  // What tracing adds, for both sides: of strace at least 100 times as much is wanted.
  const added = row(
    "added to each write, judged by 100 policies",
    times(hundred).map((time, round) => time - (untraced[round] ?? NaN)),
  );
  for (const { name, median } of others) {
    const theirs = { name, median: median - figures(untraced).ours };
    yield {
      ...added,
      ...HEADLINE,
      other: theirs,
      ...name === "strace -f" ? { wanted: theirs.median / 100 } : {},
    };
  }
  yield withOther(
    {
      what: "the same: writes lost",
      unit: "percent",
      ...figures(ours.concat(hundred).map(share)),
      wanted: 0,
    },
    versus("bpftrace", bpf.map(share)),
  );
}

function share({ delivered, lost }: Traced): number {
  return 100 * lost / (delivered + lost);
}

function withOther(row: Row, other: Row["other"] | null): Row {
  return other === null || other === undefined ? row : { ...row, other };
}

/** memory is what a program takes that watches many processes, from /proc, while they live. */
async function* memory(calls: string, seconds: number): AsyncGenerator<Row> {
  const script = new URL("memory.ts", import.meta.url).pathname;
  const said = await output([
    ...[Deno.execPath(), "run", "-q", "-A", script],
    ...[calls, `${PROCESSES}`, `${seconds}`, HUNDRED],
  ]);
  const { samples, events, dropped } = JSON.parse(said) as Sampled;
  if (events < PROCESSES * seconds || dropped > 0) throw new Error(`${events}, lost ${dropped}`);
  const third = Math.floor(samples.length / 3);
  const what = `memory, 100 policies, ${PROCESSES} processes, over ${seconds} s`;
  yield { what, unit: "bytes", ...figures(samples.slice(third)), ...HEADLINE, wanted: 150e6 };
  const grown = figures(samples.slice(-third)).ours - figures(samples.slice(third, 2 * third)).ours;
  yield {
    what: `${what}: grown in the last third`,
    unit: "bytes",
    ...figures([grown]),
    wanted: 2e6,
  };
}

/** price is what a call of a process that nobody watches costs more than without a sensor. */
async function* price(calls: string, other: boolean): AsyncGenerator<Row> {
  const names = ["write", "getppid"] as const;
  const once = async (name: string) => {
    let least = Infinity;
    for (let tries = 0; tries < PRICE_TRIES; tries++) {
      least = Math.min(least, Number(await output([calls, name, `${CALLS}`])));
    }
    return least;
  };
  const all = async () => [await once("write"), await once("getppid")] as const;
  const ours: number[][] = [[], []], theirs: number[][] = [[], []];
  for (let round = 0; round < PRICE_ROUNDS; round++) {
    const [plain, sensor] = [await all(), await besideSensor(all)];
    const bpf = other ? await besideBpftrace(all) : null;
    for (const index of names.keys()) {
      ours[index]?.push((sensor[index] ?? NaN) - (plain[index] ?? NaN));
      if (bpf !== null) theirs[index]?.push((bpf[index] ?? NaN) - (plain[index] ?? NaN));
    }
  }
  for (const [index, name] of names.entries()) {
    const watched = name === "write" ? "a kind of call that is watched" : "any other call";
    const median = figures(theirs[index] ?? []).ours;
    yield {
      what: `a process nobody watches, ${watched}: more by`,
      unit: "ns",
      ...figures(ours[index] ?? []),
      ...other ? { wanted: median, other: { name: "bpftrace", median } } : {},
    };
  }
}

/** sustained is a flood at a fixed rate: how much of it comes, and how much is lost. */
async function* sustained(
  calls: string,
  more: string,
  options: SessionOptions,
): AsyncGenerator<Row> {
  await using session = await open(HUNDRED, options);
  let said = "";
  const child = await session.run([calls, "pace", `${RATE}`, `${RATE_SECONDS}`], {
    onOutput: (text) => said += text,
  });
  await child.status;
  await session.idle();
  const { dropped } = await session.close();
  const rate = Math.round(Number(said) / RATE_SECONDS);
  const what = `${RATE_SECONDS} s of ${RATE} writes a second, 100 policies${more}`;
  yield { what: `${what}: reached`, unit: "events", ...figures([rate]) };
  yield { what: `${what}: lost`, unit: "events", ...figures([dropped]), wanted: 0, ...HEADLINE };
}

/** idle is the processor time that a session takes whose targets are quiet. */
async function idle(): Promise<Row> {
  const sleeper = new Deno.Command("sleep", { args: ["1000"] }).spawn();
  await using session = await open(HUNDRED);
  await session.attach(sleeper.pid);
  const shares: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = processorTime();
    await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS / ROUNDS * 1000));
    shares.push((processorTime() - before) / (IDLE_SECONDS / ROUNDS * 1e9) * 100);
  }
  sleeper.kill("SIGKILL");
  await sleeper.status;
  return { what: "attached and nothing happens", unit: "percent", ...figures(shares), wanted: 1 };
}

/** processorTime is what all threads of this process have taken so far, in ns. */
function processorTime(): number {
  const folder = "/proc/self/task";
  return [...Deno.readDirSync(folder)].reduce((sum, { name }) => {
    return sum + Number(Deno.readTextFileSync(`${folder}/${name}/schedstat`).split(" ")[0]);
  }, 0);
}

/** latency is from the system call until this thread has the match, with `load` events a second. */
async function* latency(calls: string, load: number): AsyncGenerator<Row> {
  await using session = await open(`path "beat" { write { len = 7777 } } ${HUNDRED}`);
  const flood = load === 0
    ? null
    : await session.run([calls, "pace", `${load}`, "5"], { onOutput: () => {} });
  const child = await session.run([calls, "beat", `${BEATS}`], { stdout: "null" });
  const start = startOf(session);
  const passed: number[] = [];
  const listening = (async (matches: AsyncIterable<Match>) => {
    for await (const { end } of matches) passed.push(Number(clock("realtime") - start) - end);
  })(session.matches());
  await Promise.all([child.status, flood?.status]);
  await session.idle();
  await session.close();
  await listening;
  const sorted = passed.toSorted((a, b) => a - b);
  const spread = figures(sorted).spread;
  const what = load === 0 ? "from call to match" : `from call to match, ${load} events a second`;
  yield { what: `${what}: median`, unit: "ns", ours: figures(sorted).ours, spread };
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  yield { what: `${what}: 99 of 100`, unit: "ns", ours: p99, spread, wanted: 5e6 };
}

/** startOf is when the session's time began, in ns since 1970. */
function startOf({ clock: { start } }: LiveSession): bigint {
  if (start === null) throw new Error("The session has not begun");
  const [seconds = "", fraction = ""] = start.slice(0, -1).split(".");
  return BigInt(Date.parse(`${seconds}Z`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}
