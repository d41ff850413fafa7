import assert from "node:assert/strict";
import fc from "fast-check";
import { RecordBuilder } from "../../../engine/builder.ts";
import {
  type Block,
  BlockReader,
  BlockWriter,
  newShared,
} from "../../../sensor/recordings/blocks.ts";
import type { Problem } from "../../../sensor/records/reading.ts";
import { NdjsonReader } from "../../../sensor/ndjson/ndjson.ts";
import { ReadAhead } from "../../../sensor/recordings/read_ahead.ts";
import { Recorder } from "../../../sensor/recordings/recorder.ts";
import { openRecording, type Recording } from "../../../sensor/recordings/recording.ts";
import { exactly, lines } from "../ndjson/support.ts";

const CONTENT = "x".repeat(200);

/** story is a recording of some MB, with something wrong now and then. */
function story(lines: number): string {
  const all: string[] = [];
  for (let at = 0; at < lines; at++) {
    const pid = 1 + at * 7 % 40;
    const args = at % 3 === 0 ? { content: CONTENT.slice(0, at % 200) } : { content: `${at}` };
    if (at % 97 === 0) all.push(`{"ts":${at},"nonsense`);
    if (at % 501 === 0) all.push(JSON.stringify({ ts: 0, pid, kind: "exit" }));
    all.push(JSON.stringify({ ts: at, pid, ppid: pid >> 1, comm: "a", kind: "write", args }));
  }
  return `${all.join("\n")}\n`;
}

function ray(path: string, text: string): void {
  const recorder = new Recorder(path);
  recorder.begin({ start: null, host: "h" });
  const reader = new NdjsonReader((view) => recorder.record(view, () => assert.fail()), () => {});
  reader.push(new TextEncoder().encode(text));
  reader.end();
  recorder.close();
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** said is all that a recording says, in order. */
async function said(recording: Recording): Promise<readonly unknown[]> {
  const all: unknown[] = [recording.header];
  let latest = -1;
  const counts = await recording.read(
    (view) => all.push([view.ts, ...exactly(view)]),
    {
      onProblem: (problem: Problem) => all.push(problem),
      onRead: (bytes) => {
        assert.ok(bytes >= latest);
        latest = bytes;
      },
    },
  );
  assert.ok(latest > 0);
  return [...all, counts];
}

async function here(path: string): Promise<readonly unknown[]> {
  await using recording = await openRecording(path);
  return await said(recording);
}

Deno.test("ReadAhead says of each recording what is said of it in this thread", async () => {
  await withFolder(async (folder) => {
    const text = story(12_000);
    await Deno.writeTextFile(`${folder}/a.ndjson`, text);
    await Deno.writeTextFile(`${folder}/empty.ndjson`, lines({ ts: 1, pid: 1, kind: "read" }));
    ray(`${folder}/b.ray`, text);
    const whole = await Deno.readFile(`${folder}/b.ray`);
    await Deno.writeFile(`${folder}/cut.ray`, whole.subarray(0, whole.length * 2 / 3));
    const late = whole.slice();
    late.fill(0, late.length - 5000, late.length - 4990);
    await Deno.writeFile(`${folder}/damaged.ray`, late);
    const paths = ["a.ndjson", "b.ray", "empty.ndjson", "cut.ray", "damaged.ray"]
      .map((name) => `${folder}/${name}`);
    using ahead = new ReadAhead(paths);
    for (const path of paths) {
      await using recording = await ahead.open();
      assert.deepEqual(await said(recording), await here(path));
    }
  });
});

Deno.test("ReadAhead rejects in the place of a recording that cannot be read", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.ndjson`, story(10));
    using ahead = new ReadAhead([`${folder}/a.ndjson`, `${folder}/none.ray`]);
    await (await ahead.open()).read(() => {});
    await assert.rejects(ahead.open(), { name: "RecordingError", message: /no such file/ });
  });
});

Deno.test("ReadAhead waits for whoever takes the records, and can be left at any time", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.ndjson`, story(40_000));
    using ahead = new ReadAhead([`${folder}/a.ndjson`]);
    const recording = await ahead.open();
    const stop = new AbortController();
    let seen = 0;
    const counts = await recording.read(() => {
      if (++seen === 20_000) stop.abort();
    }, { signal: stop.signal });
    // What was on its way when it was stopped is judged to the end of its block.
    assert.ok(counts.events >= 1 && counts.events < 30_000, `${counts.events}`);
  });
});

Deno.test("ReadAhead rejects with what whoever takes the records throws", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.ndjson`, story(10));
    using ahead = new ReadAhead([`${folder}/a.ndjson`]);
    const recording = await ahead.open();
    const strict = recording.read(() => {}, {
      onProblem: () => {
        throw new Error("strict");
      },
    });
    await assert.rejects(strict, /^Error: strict/);
  });
});

Deno.test("BlockWriter and BlockReader hand on any records and problems in order", () => {
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.nat(3000) },
    { weight: 1, arbitrary: fc.integer({ min: 3000, max: 65_000 }) },
    { weight: 1, arbitrary: fc.constant("problem") },
    { weight: 1, arbitrary: fc.constant("flush") },
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
    const [put, got]: [unknown[], unknown[]] = [[], []];
    const shared = newShared();
    const reader = new BlockReader(shared);
    // Emptied as soon as it is filled: this thread cannot wait for itself.
    const writer = new BlockWriter(shared, (block: Block) => {
      reader.take(block, (view) => got.push(exactly(view)), ({ line }) => got.push(line));
    });
    const builder = new RecordBuilder();
    for (const [index, step] of steps.entries()) {
      if (step === "flush") {
        writer.flush();
      } else if (typeof step === "string") {
        writer.problem({ line: index, message: "", skipped: true });
        put.push(index);
      } else {
        const view = builder.begin(1).time(index).bytes(0, new Uint8Array(step).fill(index)).end();
        put.push(exactly(view));
        writer.record(view);
      }
    }
    writer.flush();
    assert.deepEqual(got, put);
  }));
});
