/** What the session's buffer costs: each event that is kept, and a question about all of them. */
import { stepAlone } from "../compiler/alone.ts";
import { compile } from "../compiler/compile.ts";
import type { Machine } from "../compiler/machine.ts";
import { RecordView } from "../engine/record.ts";
import { UNKNOWN } from "../engine/state.ts";
import { EventBuffer } from "../session/buffer.ts";
import { query } from "../session/query.ts";
import { elapsed, figures, type Group, type Row } from "./row.ts";
import { workload } from "./workload.ts";

const EVENTS = 4096;
const KEPT = 100_000;
const ROUNDS = 7;
/** ADDED is how many events a round adds: the buffer is full for most of them. */
const ADDED = 1_000_000;

const POLICY = `path "p" {
  openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
  execve { filename =~ "/(curl|wget)$" }
}`;

/** BUFFER is the group of rows. */
export const BUFFER: Group = {
  title: "The buffer",
  async *rows() {
    const buffer = new EventBuffer(KEPT);
    yield kept(buffer);
    const { machines } = compile(POLICY);
    yield await asked("a policy", machines, buffer);
    const steps = machines.flatMap((machine) =>
      machine.steps.map((_, step) => stepAlone(machine, step, { counted: true }))
    );
    yield await asked("what fulfils its steps", steps, buffer);
  },
};

function kept(buffer: EventBuffer): Row {
  const { bytes, offsets } = workload(EVENTS, 1000);
  const view = new RecordView();
  const rounds = Array.from({ length: ROUNDS }, () =>
    elapsed(() => {
      for (let index = 0; index < ADDED; index++) {
        view.at(bytes, offsets[index % EVENTS] ?? 0);
        buffer.add(view, UNKNOWN);
      }
    }) / ADDED);
  return { what: "an event kept", unit: "ns", ...figures(rounds) };
}

async function asked(
  what: string,
  machines: readonly Machine[],
  buffer: EventBuffer,
): Promise<Row> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await query(buffer, { machines, limit: 3 }, "bench");
    rounds.push((performance.now() - start) * 1e6);
  }
  return {
    what: `${what}, asked of ${KEPT.toLocaleString("en")} events`,
    unit: "ns",
    ...figures(rounds),
  };
}
