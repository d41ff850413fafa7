import assert from "node:assert/strict";
import { gzipSync, zstdCompressSync } from "node:zlib";
import {
  openRecording,
  type Problem,
  RecordingError,
} from "../../../sensor/recordings/recording.ts";

const LINES = 3000;
const HEADER = `{"exeray":1,"start":"2026-11-23T03:00:00.000000000Z","host":"web-1"}\n`;
const EVENTS = Array.from(
  { length: LINES },
  (_, index) =>
    `${
      JSON.stringify({ ts: index, pid: 1, kind: "openat", args: { pathname: `/${index * 7919}` } })
    }\n`,
);
const TEXT = new TextEncoder().encode(HEADER + EVENTS.join(""));

async function reading(name: string, bytes: Uint8Array) {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/${name}`, bytes);
    const problems: Problem[] = [];
    await using recording = await openRecording(`${folder}/${name}`);
    let visited = 0;
    const onProblem = (problem: Problem) => void problems.push(problem);
    const counts = await recording.read(() => visited++, { onProblem });
    return { header: recording.header, counts, visited, problems };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function two(compress: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const half = TEXT.length >> 1;
  return Uint8Array.from([...compress(TEXT.subarray(0, half)), ...compress(TEXT.subarray(half))]);
}

const WHOLE: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ["a.ndjson", TEXT],
  ["a.ndjson.gz", gzipSync(TEXT)],
  ["a.ndjson.zst", zstdCompressSync(TEXT)],
  ["members.gz", two((bytes) => gzipSync(bytes))],
  ["frames.zst", two((bytes) => zstdCompressSync(bytes))],
];

for (const [name, bytes] of WHOLE) {
  Deno.test(`openRecording reads all of ${name}`, async () => {
    const { header, counts, visited, problems } = await reading(name, bytes);
    assert.deepEqual(problems, []);
    assert.deepEqual(counts, { events: LINES, skipped: 0 });
    assert.equal(visited, LINES);
    assert.equal(header.host, "web-1");
    assert.equal(header.start, "2026-11-23T03:00:00.000000000Z");
  });
}

for (const [name, bytes] of WHOLE.slice(1)) {
  Deno.test(`openRecording reads what there is of ${name}, cut off, and says so`, async () => {
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.7));
    const { counts, problems } = await reading(name, cut);
    assert.equal(
      counts.events > LINES / 4 && counts.events < LINES,
      true,
      `${counts.events} events`,
    );
    assert.deepEqual(problems.filter(({ line }) => line === 0).map(({ message }) => message), [
      "Recording is cut off or damaged: only what comes before was read",
    ]);
  });

  Deno.test(`openRecording says that ${name} is not what its name says`, async () => {
    const { counts, problems } = await reading(name, TEXT);
    assert.deepEqual(counts, { events: 0, skipped: 0 });
    assert.equal(problems.length, 1);
  });
}

Deno.test("openRecording reads an empty file", async () => {
  assert.deepEqual((await reading("a.ndjson", new Uint8Array())).counts, { events: 0, skipped: 0 });
});

Deno.test("openRecording rejects with a line on what it cannot read", async () => {
  await assert.rejects(openRecording("/nonexistent/a.ndjson"), (error: unknown) => {
    assert.equal(error instanceof RecordingError, true);
    assert.equal(
      String(error),
      `RecordingError: Cannot read "/nonexistent/a.ndjson": there is no such file`,
    );
    return true;
  });
  await assert.rejects(openRecording("/"), /Cannot read "\/": it is a directory/);
});

Deno.test("openRecording lets go of a file that is not read", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, TEXT);
  await (await openRecording(path))[Symbol.asyncDispose]();
  await Deno.remove(path);
});

Deno.test("read ends early when it is told to", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeFile(path, TEXT);
  const recording = await openRecording(path);
  const stop = new AbortController();
  const { events } = await recording.read(() => stop.abort(), { signal: stop.signal });
  assert.equal(events < LINES, true);
  await Deno.remove(path);
});

Deno.test("read of standard input ends when it is told to, though no more comes", async () => {
  const script = `
    import { openRecording } from ${
    JSON.stringify(import.meta.resolve("../../../sensor/recordings/recording.ts"))
  };
    const recording = await openRecording("-");
    const stop = new AbortController();
    const reading = recording.read(() => {}, { signal: stop.signal });
    stop.abort();
    console.log(await reading);
    Deno.exit(0);`;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "-q", script],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(TEXT.subarray(0, HEADER.length));
  const { code } = await child.output();
  await stdin.close().catch(() => {});
  assert.equal(code, 0);
});
