/**
 * Prints what each of 100,000 processes takes, in bytes, that has one live run and the evidence of
 * it, and what is left of that when all have ended. It runs by itself, as
 * `deno run --v8-flags=--expose-gc`, for only then can the heap be swept.
 */
import { compile } from "../compiler/compile.ts";
import { callId, kindId } from "../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../engine/builder.ts";
import { Engine } from "../engine/engine.ts";
import { PHASE, TYPE } from "../engine/layout.ts";

const PROCESSES = 100_000;
const POLICY = `path "p" by process within 1h {
  openat { pathname =~ "^/etc/shadow" }
  execve { filename =~ "curl$" }
}`;

/** taken sweeps the heap and returns what is left on it and beside it. */
function taken(): number {
  const { gc } = globalThis as { readonly gc?: () => void };
  if (gc === undefined) throw new Error("Cannot sweep the heap: use --v8-flags=--expose-gc");
  for (let times = 0; times < 3; times++) gc();
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}

const engine = new Engine({ match: () => {}, dismissed: () => {}, suppressed: () => {} });
engine.load(compile(POLICY).machines);
const builder = new RecordBuilder();

function process(pid: number, type: number): void {
  const record = builder.begin(kindId("openat") ?? 0, PHASE.whole, type).time(pid * 100_003)
    .birth(pid, 1).header("pid", pid).header("tid", pid).header("root", 1).header("ppid", 1)
    .header("uid", 0).call(callId("openat")).text(5, "bench").result(3)
    .text(0, "/etc/shadow-0123456789-0123456789-012345").number(0, -100).number(1, 0);
  engine.process(record.end());
}

process(2, TYPE.call);
const before = taken();
for (let pid = 3; pid < 3 + PROCESSES; pid++) process(pid, TYPE.call);
const after = taken();
const live = engine.counters()[0]?.live ?? 0;
if (live !== PROCESSES + 1) throw new Error(`${live} runs are live`);
for (let pid = 3; pid < 3 + PROCESSES; pid++) process(pid, TYPE.exit);
const left = taken();
console.log(JSON.stringify([after - before, left - before].map((bytes) => bytes / PROCESSES)));
