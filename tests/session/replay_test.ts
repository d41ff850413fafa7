import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Summary } from "../../engine/report.ts";
import { replay, type Replayed } from "../../session/replay.ts";
import type { ReplayProgress } from "../../session/types.ts";

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

Deno.test("replay at a speed tells how far it is, not how much has been read", async () => {
  const lines = [0, 100, 200, 300, 400].map((ms) => line(ms * 1e6, "write", { fd: 1 }));
  await withFiles([lines.join("")], async (paths) => {
    const told: number[] = [];
    await collect(replay(paths, {
      policies: machines(),
      speed: 5,
      onProgress: ({ bytes, total }) => told.push(Math.round(100 * bytes / (total ?? 0))),
    }));
    assert.deepEqual(told, [0, 25, 50, 75, 100]);
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

/** deeds are recordings in which all sorts of subjects do something, deterministic by a seed. */
function deeds(seed: number, count: number): string {
  let state = seed;
  const next = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  return Array.from({ length: count }, (_, ts) => {
    const pid = 10 + next(60);
    const common = { ts, pid, tid: pid + next(2), ppid: 10 + next(8), uid: next(3) };
    const more = { session: 1 + next(4), container: `c${next(3)}`, comm: `n${next(5)}` };
    const what = [
      { kind: "openat", args: { pathname: next(3) === 0 ? "/a" : "/b", dirfd: -100 }, ret: 3 },
      { kind: "write", args: { fd: 1, content: `${next(100)}` } },
      { kind: "execve", args: { filename: "/bin/sh", argv: ["sh", "-c"] }, ret: 0 },
      { kind: "clone", args: { flags: 17 }, ret: 70 + next(60) },
      { kind: "exit", syscall: "exit_group", args: { status: 0 } },
      { type: "lost", count: 1 + next(9), cause: "test" },
    ][next(20) < 16 ? next(2) : next(6)];
    return `${JSON.stringify({ ...common, ...more, ...what })}\n`;
  }).join("");
}

Deno.test("replay reports the same on two cores as on one, by every sort of subject", async () => {
  const subjects = ["thread", "process", "parent", "tree", "session", "container", "user", "host"];
  const policies = compile(
    subjects.map((by) =>
      `path "${by}" by ${by} within 1s { openat { pathname = "/a" } write {}.. without exit {}
      execve { filename endswith "sh" } }`
    ).join("\n"),
  ).machines;
  assert.equal(policies.length, subjects.length);
  const contents = [deeds(1, 2_000), `{"exeray":1,"host":"h"}\nnonsense\n${deeds(2, 1_500)}`];
  await withFiles(contents, async (paths) => {
    const run = async (cores: 1 | 2) => {
      const problems: unknown[] = [];
      const reports = await collect(replay(paths, {
        policies,
        cores,
        transitions: true,
        onMalformed: (problem) => problems.push(problem),
      }));
      return { reports, problems };
    };
    const [one, two] = [await run(1), await run(2)];
    assert.deepEqual(two, one);
    const matching = one.reports.flatMap((each) => each.type === "match" ? [each.policy] : []);
    assert.deepEqual(new Set(matching), new Set(subjects));
    assert.equal(one.reports.at(-1)?.type, "summary");
    assert.equal(one.problems.length > 0, true);
  });
});

Deno.test("replay tells how far it is, up to all of it", async () => {
  await withFiles([deeds(3, 2_000), OPEN + WRITE], async (paths) => {
    const sizes = await Promise.all(paths.map(async (path) => (await Deno.stat(path)).size));
    const total = sizes.reduce((sum, size) => sum + size);
    for (const cores of [1, 2] as const) {
      const told: ReplayProgress[] = [];
      const onProgress = (progress: ReplayProgress) => void told.push(progress);
      await collect(replay(paths, { policies: machines(), cores, onProgress }));
      assert.ok(told.every(({ bytes }, at) => bytes >= (told[at - 1]?.bytes ?? 0)));
      assert.equal(told.at(-1)?.bytes, total);
      assert.ok(told.every((each) => each.total === total));
    }
  });
});
