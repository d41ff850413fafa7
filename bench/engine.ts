/**
 * What an event costs the engine, against 1, 10 and 100 policies. The events are of ordinary
 * programs (40-byte paths, most of interest to no policy), laid out one after the other as in the
 * ring. `deno run -A bench/engine.ts` prints a line for each number of policies.
 */
import { compile } from "../compiler/compile.ts";
import { callId, KINDS } from "../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../engine/builder.ts";
import { Engine } from "../engine/engine.ts";
import { copyOf, RecordView } from "../engine/record.ts";

const RECORDS = 4096;
const PROCESSES = 50;
const ROUNDS = 250;

/** Workload is records in a row, with where each begins. */
interface Workload {
  readonly bytes: Uint8Array;
  readonly offsets: readonly number[];
}

function policies(count: number): string {
  return Array.from({ length: count }, (_, index) => `
    path "policy_${index}" by tree within 5m {
      openat { pathname =~ "^/etc/(shadow|gshadow|secret${index})$", flags == O_RDONLY }
      execve { filename =~ "/(curl|wget|nc${index})$" }
      write { content startswith "root:", len > ${index} }
    }`).join("\n");
}

/** workload makes events; one in a thousand of those of `firing` begins a run of every policy. */
function workload(firing: boolean): Workload {
  const builder = new RecordBuilder();
  const copies = Array.from({ length: RECORDS }, (_, index) => {
    const pid = 1000 + index % PROCESSES;
    const name = ["openat", "write", "execve", "openat"][index % 4] ?? "openat";
    const path = firing && index % 1000 === 0
      ? "/etc/shadow"
      : `/usr/lib/x86_64-linux-gnu/module-${index}.so.1`.padEnd(40, "0");
    builder.begin(KINDS.findIndex((kind) => kind.name === name)).time(index)
      .birth(pid, 1).header("pid", pid).header("tid", pid).header("root", 1000)
      .header("ppid", 1000).header("uid", 0).call(callId(name)).text(0, path).text(5, "bench");
    return copyOf(builder.number(0, -100).number(1, 0).result(3).end());
  });
  const bytes = new Uint8Array(copies.reduce((sum, { length }) => sum + length, 0));
  const offsets: number[] = [];
  let at = 0;
  for (const copy of copies) {
    offsets.push(at);
    bytes.set(copy, at);
    at += copy.length;
  }
  return { bytes, offsets };
}

function measure(count: number, { bytes, offsets }: Workload): string {
  const { machines } = compile(policies(count));
  const engine = new Engine({ match: () => {}, dismissed: () => {}, suppressed: () => {} });
  engine.load(machines);
  const view = new RecordView();
  const round = (base: number) => {
    for (let index = 0; index < RECORDS; index++) {
      // There are as many offsets as records.
      engine.process(view.at(bytes, offsets[index]!, base + index));
    }
  };
  for (let warm = 0; warm < 20; warm++) round(warm * RECORDS);
  const before = Deno.memoryUsage().heapUsed;
  const start = performance.now();
  for (let done = 0; done < ROUNDS; done++) round((20 + done) * RECORDS);
  const ns = (performance.now() - start) * 1e6 / (ROUNDS * RECORDS);
  const grown = (Deno.memoryUsage().heapUsed - before) / 1024;
  return `${ns.toFixed(0).padStart(6)} ns/event, heap ${grown.toFixed(0)} KiB`;
}

for (const [name, events] of [["quiet", workload(false)], ["firing", workload(true)]] as const) {
  for (const count of [1, 10, 100]) {
    console.log(`${name.padEnd(6)} ${`${count}`.padStart(3)} policies ${measure(count, events)}`);
  }
}
