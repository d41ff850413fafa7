import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Summary } from "../../engine/report.ts";
import { replay, type Replayed } from "../../session/replay.ts";

const POLICY = `path "p" { openat { pathname = "/a" } write {} }`;

async function withFiles(
  contents: readonly string[],
  use: (paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const paths = contents.map((_, index) => `${folder}/${index}.ndjson`);
    for (const [index, path] of paths.entries()) {
      await Deno.writeTextFile(path, contents[index] ?? "");
    }
    await use(paths);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function line(ts: number, kind: string, args: Record<string, unknown>): string {
  return JSON.stringify({ ts, pid: 10, kind, args }) + "\n";
}

function machines() {
  return compile(POLICY).machines;
}

async function collect(reports: AsyncIterable<Replayed>): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const report of reports) all.push(report);
  return all;
}

const OPEN = line(1, "openat", { pathname: "/a" });
const WRITE = line(2, "write", { fd: 1, content: "x", len: 1 });

Deno.test("replay yields the match and then the summary", async () => {
  await withFiles([OPEN + WRITE], async (paths) => {
    const reports = await collect(replay(paths, { policies: machines() }));
    assert.deepEqual(reports.map(({ type }) => type), ["match", "summary"]);
    const summary: Summary = {
      type: "summary",
      events: 2,
      matches: 1,
      dismissed: 0,
      suppressed: 0,
      dropped: 0,
      skipped: 0,
      policies: 1,
    };
    assert.deepEqual(reports[1], summary);
  });
});

Deno.test("replay keeps recordings apart when a sequence is split over two", async () => {
  await withFiles([OPEN, WRITE], async (paths) => {
    const reports = await collect(replay(paths, { policies: machines() }));
    assert.deepEqual(reports.map(({ type }) => type), ["summary"]);
  });
});

Deno.test("replay tells of malformed lines and counts them", async () => {
  await withFiles([OPEN + "{nonsense\n" + WRITE], async (paths) => {
    const lines: number[] = [];
    const reports = await collect(
      replay(paths, { policies: machines(), onMalformed: ({ line }) => lines.push(line) }),
    );
    assert.deepEqual(lines, [2]);
    const summary = reports.at(-1);
    assert.equal(summary?.type === "summary" && summary.skipped, 1);
    assert.equal(summary?.type === "summary" && summary.matches, 1);
  });
});

Deno.test("replay rejects with what onMalformed throws", async () => {
  await withFiles(["{nonsense\n"], async (paths) => {
    const strict = replay(paths, {
      policies: machines(),
      onMalformed: ({ message }) => {
        throw new Error(`strict: ${message}`);
      },
    });
    await assert.rejects(collect(strict), /^Error: strict: /);
  });
});

Deno.test("replay reports moves of runs only when transitions are asked for", async () => {
  await withFiles([OPEN + WRITE], async (paths) => {
    const types = async (transitions: boolean) =>
      (await collect(replay(paths, { policies: machines(), transitions }))).map(({ type }) => type);
    assert.deepEqual(await types(false), ["match", "summary"]);
    assert.ok((await types(true)).filter((type) => type === "transition").length >= 1);
  });
});

Deno.test("replay reads no further than its reports are taken and closes when left early", async () => {
  const many = Array.from(
    { length: 60_000 },
    (_, at) => line(2 * at, "openat", { pathname: "/a" }) + line(2 * at + 1, "write", { fd: 1 }),
  );
  await withFiles([many.join("")], async (paths) => {
    let taken = 0;
    for await (const _ of replay(paths, { policies: machines() })) {
      if (++taken === 3) break;
    }
    assert.equal(taken, 3);
  });
});

Deno.test("replay rejects when a recording is not there", async () => {
  await assert.rejects(
    collect(replay(["/nonexistent/recording.ndjson"], { policies: machines() })),
    { name: "RecordingError", message: /there is no such file/ },
  );
});

Deno.test("replay at a speed takes as long as the recording, divided by it", async () => {
  const later = line(400e6, "write", { fd: 1, content: "x", len: 1 });
  await withFiles([OPEN + later], async (paths) => {
    const begun = performance.now();
    await collect(replay(paths, { policies: machines(), speed: 2 }));
    // A timer may be early by a fraction of a ms.
    assert.ok(performance.now() - begun >= 199);
  });
});

Deno.test("replay at a speed ends at once when it is interrupted", async () => {
  const later = line(3600e9, "write", { fd: 1, content: "x", len: 1 });
  await withFiles([OPEN + later], async (paths) => {
    const stop = new AbortController();
    const reports = collect(replay(paths, { policies: machines(), speed: 1, signal: stop.signal }));
    stop.abort();
    assert.equal((await reports).at(-1)?.type, "summary");
  });
});
