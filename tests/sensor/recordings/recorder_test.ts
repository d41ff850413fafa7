import assert from "node:assert/strict";
import fc from "fast-check";
import { kindId } from "../../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../../engine/builder.ts";
import { decode } from "../../../engine/decode.ts";
import { CARRIED, OFFSET, PHASE, TYPE } from "../../../engine/layout.ts";
import { copyOf, RecordView } from "../../../engine/record.ts";
import { holeOf, MARK } from "../../../sensor/records/marks.ts";
import { partPath } from "../../../sensor/recordings/output_file.ts";
import { ownHeader, RAY_MAGIC, writeRayHeader } from "../../../sensor/ray/ray.ts";
import { Recorder } from "../../../sensor/recordings/recorder.ts";
import { openRecording, type Problem } from "../../../sensor/recordings/recording.ts";

const OPENAT = kindId("openat") ?? 0;
const ORIGIN = { start: "2026-11-23T03:00:00.000000000Z", host: "web-1" };
const NAMES = ["a.ray", "a.ndjson", "a.ndjson.gz", "a.ndjson.zst"];

/** opened makes the record of an openat by one of two processes of a tree. */
function opened(builder: RecordBuilder, ts: number, pathname: string, pid = 10): RecordView {
  return builder.begin(OPENAT, PHASE.enter).time(ts).header("pid", pid).header("tid", pid)
    .header("root", 10).birth(1000 + pid, 1010).header("ppid", 10).text(0, pathname).end();
}

async function inFolder(use: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Read {
  readonly records: readonly Uint8Array[];
  readonly problems: readonly Problem[];
  readonly events: number;
  readonly skipped: number;
  readonly header: { readonly start: string | null; readonly host: string | null };
}

async function reading(path: string): Promise<Read> {
  const records: Uint8Array[] = [];
  const problems: Problem[] = [];
  await using recording = await openRecording(path);
  const counts = await recording.read((view) => void records.push(copyOf(view)), {
    onProblem: (problem) => void problems.push(problem),
  });
  return { records, problems, header: recording.header, ...counts };
}

function viewOf(record: Uint8Array | undefined): RecordView {
  assert.ok(record !== undefined);
  return new RecordView().at(record, 0);
}

/** written writes calls, a hole, a fork, a death and a release, without an end if `cut`. */
function written(path: string, cut = false): void {
  const recorder = new Recorder(path);
  const builder = new RecordBuilder();
  recorder.begin(ORIGIN);
  recorder.record(opened(builder, 1, "/one"), decode);
  const fork = builder.begin(0, 0, TYPE.fork).time(2).header("pid", 11).header("tid", 11)
    .header("root", 10).birth(1011, 1010).header("ppid", 10).number(0, 10).end();
  recorder.record(fork, decode);
  recorder.lost({ count: 7, cause: "ring buffer full" }, 2);
  recorder.record(opened(builder, 3, "/two\udcff", 11), decode);
  const exit = builder.begin(0, 0, TYPE.exit).time(4).header("pid", 11).header("tid", 11)
    .header("root", 10).birth(1011, 1010).result(9).end();
  recorder.record(exit, decode);
  recorder.release(10, 5);
  if (cut) recorder.abandon();
  else recorder.close();
}

for (const name of NAMES) {
  Deno.test(`Recorder writes what openRecording reads back from ${name}`, async () => {
    await inFolder(async (folder) => {
      written(`${folder}/${name}`);
      assert.equal((Deno.statSync(`${folder}/${name}`).mode ?? 0) & 0o777, 0o600, "for its owner");
      const { records, problems, events, skipped, header } = await reading(`${folder}/${name}`);
      assert.deepEqual(problems, []);
      assert.deepEqual([events, skipped], [2, 0]);
      assert.deepEqual([header.start, header.host], [ORIGIN.start, ORIGIN.host]);
      const told = records.map(viewOf).filter(({ type }) => type !== 4);
      assert.deepEqual(
        told.map(({ type }) => type),
        [TYPE.call, TYPE.fork, MARK.lost, TYPE.call, TYPE.exit, MARK.release],
      );
      const [one, fork, hole, two, exit, release] = told;
      assert.ok(one && fork && hole && two && exit && release);
      assert.deepEqual(decode(one).args, { pathname: "/one" });
      assert.deepEqual(decode(two).args, { pathname: "/two\udcff" });
      assert.deepEqual(holeOf(hole), { count: 7, cause: "ring buffer full" });
      for (const view of [fork, two, exit]) {
        assert.deepEqual([view.pid, view.root], [11, 10]);
        assert.deepEqual([view.exact(OFFSET.start), view.exact(OFFSET.rootStart)], [1011n, 1010n]);
      }
      assert.equal(fork.low(OFFSET.numbers), 10);
      assert.ok((exit.carried & CARRIED.ret) !== 0);
      assert.equal(exit.exact(OFFSET.ret), 9n);
      assert.equal(release.root, 10);
      assert.deepEqual(told.map(({ ts }) => ts), [1, 2, 2, 3, 4, 5]);
    });
  });

  Deno.test(`Recorder goes on in another file of ${name} past the size`, async () => {
    await inFolder(async (folder) => {
      const recorder = new Recorder(`${folder}/${name}`, { rotate: 1 });
      const builder = new RecordBuilder();
      recorder.begin(ORIGIN);
      const paths: string[] = [];
      // Random names do not compress, so that there is more than one block of them.
      for (let ts = 0; ts < 300; ts++) {
        const bytes = crypto.getRandomValues(new Uint8Array(2000));
        paths.push([...bytes].map((byte) => byte.toString(16)).join(""));
        recorder.record(opened(builder, ts, paths[ts] ?? ""), decode);
      }
      recorder.close();
      const parts: string[] = [];
      const found: unknown[] = [];
      for (let part = 1;; part++) {
        const path = partPath(`${folder}/${name}`, part);
        if (!await Deno.stat(path).then(() => true, () => false)) break;
        parts.push(path);
        const { records, problems, header } = await reading(path);
        assert.equal(header.host, ORIGIN.host);
        assert.deepEqual(problems, []);
        const calls = records.map(viewOf).filter(({ type }) => type === TYPE.call);
        found.push(...calls.map((view) => decode(view).args["pathname"]));
        assert.ok(calls.every((view) => view.root === 10));
      }
      assert.ok(parts.length >= 2, `${parts.length} parts`);
      assert.deepEqual(found, paths);
      assert.equal([...Deno.readDirSync(folder)].length, parts.length);
    });
  });
}

Deno.test("partPath puts the number before what says how a file is to be read", () => {
  assert.equal(partPath("x.ndjson", 1), "x.1.ndjson");
  assert.equal(partPath("a.b/x.ndjson.zst", 12), "a.b/x.12.ndjson.zst");
  assert.equal(partPath("/tmp/x.ray", 3), "/tmp/x.3.ray");
  assert.equal(partPath("x", 1), "x.1");
  assert.equal(partPath(".hidden", 1), ".hidden.1");
});

Deno.test("Recorder leaves nothing behind, and an old file alone, when nothing was begun", async () => {
  await inFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/old.ray`, "old");
    new Recorder(`${folder}/old.ray`).close();
    new Recorder(`${folder}/new.ray`).close();
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["old.ray"]);
    assert.equal(Deno.readTextFileSync(`${folder}/old.ray`), "old");
  });
});

Deno.test("Recorder refuses a path that cannot be written at once", () => {
  assert.throws(() => new Recorder("/no/such/folder/x.ray"), {
    name: "SensorError",
    code: "output",
    message: `Cannot write "/no/such/folder/x.ray": there is no such folder`,
  });
});

Deno.test("openRecording says that a .ray file was not ended", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/x.ray`;
    const recorder = new Recorder(path);
    recorder.begin(ORIGIN);
    const builder = new RecordBuilder();
    for (let ts = 0; ts < 3000; ts++) recorder.record(opened(builder, ts, "/a"), decode);
    recorder.abandon();
    const { events, problems } = await reading(path);
    assert.ok(events > 0 && events < 3000);
    assert.match(problems[0]?.message ?? "", /^Recording was not ended/);
  });
});

Deno.test("openRecording reads a .ray file that is cut off up to its last whole block", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/x.ray`;
    const recorder = new Recorder(path);
    recorder.begin(ORIGIN);
    const builder = new RecordBuilder();
    for (let ts = 0; ts < 3000; ts++) recorder.record(opened(builder, ts, `/${ts}`), decode);
    recorder.close();
    const whole = await reading(path);
    assert.deepEqual([whole.events, whole.problems], [3000, []]);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 40));
    const { events, problems } = await reading(path);
    assert.ok(events > 0 && events < 3000);
    assert.match(problems.at(-1)?.message ?? "", /cut off/);
  });
});

Deno.test("openRecording refuses a .ray file whose records mean something else", async () => {
  await inFolder(async (folder) => {
    const own = ownHeader(ORIGIN);
    const cases = [
      [{ ...own, version: 2 }, /: it is of version 2 of the format, not 1$/],
      [{ ...own, record: "0" }, /: its records are of another version of ExeRay/],
      [{ ...own, kinds: [own.kinds[0], "0"] }, /another version/],
      [{ ...own, calls: [own.calls[0] + 1, own.calls[1]] }, /another version/],
    ] as const;
    for (const [header, message] of cases) {
      await Deno.writeFile(`${folder}/x.ray`, writeRayHeader(header as typeof own));
      await assert.rejects(openRecording(`${folder}/x.ray`), { name: "RecordingError", message });
    }
    for (const bytes of [RAY_MAGIC, [...RAY_MAGIC, 2, 0, 0, 0, 0x7b], [...RAY_MAGIC, ...cut(9)]]) {
      await Deno.writeFile(`${folder}/x.ray`, Uint8Array.from(bytes));
      await assert.rejects(openRecording(`${folder}/x.ray`), /its header is damaged|it is cut off/);
    }
  });
});

Deno.test("openRecording never throws when bytes of a .ray file are changed", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/x.ray`;
    written(path);
    const bytes = await Deno.readFile(path);
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(changes, async (changes) => {
        const changed = bytes.slice();
        for (const [at, byte] of changes) changed[at] = byte;
        await Deno.writeFile(path, changed);
        await reading(path).catch((error: Error) => assert.equal(error.name, "RecordingError"));
      }),
      { verbose: 1 },
    );
  });
});

function cut(length: number): number[] {
  return Array.from({ length }, () => 0xff);
}
