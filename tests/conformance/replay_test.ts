/** The language's conformance cases over every way that a recording can take, with one answer. */
import assert from "node:assert/strict";
import { zstdCompressSync } from "node:zlib";
import { compile } from "../../compiler/compile.ts";
import { encodeText } from "../../engine/text.ts";
import { NdjsonReader } from "../../sensor/ndjson/ndjson.ts";
import { Recorder } from "../../sensor/recordings/recorder.ts";
import { replay, type Replayed } from "../../session/replay.ts";
import { type Case, cases, expectedOf } from "./cases.ts";

type Write = (path: string, text: string) => void;

/** WAYS are the files that a case's lines are written to, by their endings. */
const WAYS: Readonly<Record<string, Write>> = {
  "ndjson": (path, text) => Deno.writeTextFileSync(path, text),
  // A list that nobody knows: the short way of a line leaves it to the general one.
  "general.ndjson": (path, text) =>
    Deno.writeTextFileSync(path, text.replaceAll(/^\{/gm, '{"unknown":[null],')),
  "ndjson.zst": (path, text) => Deno.writeFileSync(path, zstdCompressSync(encodeText(text))),
  "ray": record,
};

/** record writes what a reader makes of the lines, as the sensor's recorder does. */
function record(path: string, text: string): void {
  const recorder = new Recorder(path);
  recorder.begin({ start: null, host: null });
  const decode = () => assert.fail("A .ray file needs no decoding");
  const reader = new NdjsonReader(
    (view) => recorder.record(view, decode),
    ({ message }) => assert.fail(message),
  );
  reader.push(encodeText(text));
  reader.end();
  recorder.close();
}

async function reports(
  paths: readonly string[],
  policy: string,
  cores: 1 | 2,
): Promise<readonly Replayed[]> {
  const { machines } = compile(policy);
  const onMalformed = ({ message }: { message: string }) => assert.fail(message);
  const options = { policies: machines, transitions: true, onMalformed, cores };
  return await Array.fromAsync(replay(paths, options));
}

function expected(all: readonly Replayed[]) {
  return all.flatMap((each) =>
    each.type === "match" || each.type === "dismissed" || each.type === "suppressed"
      ? [expectedOf(each)]
      : []
  );
}

async function judge({ policy, events, expect }: Case, folder: string): Promise<void> {
  const text = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  const answers: (readonly Replayed[])[] = [];
  for (const [ending, write] of Object.entries(WAYS)) {
    const path = `${folder}/case.${ending}`;
    write(path, text);
    for (const cores of [1, 2] as const) {
      const answer = await reports([path], policy, cores);
      assert.deepEqual(expected(answer), expect, `${ending}, ${cores} cores`);
      answers.push(answer);
    }
  }
  // Not the matches alone: every move of every run, and the summary.
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
}

for (const each of cases()) {
  Deno.test(`replay gives the same over every way: ${each.name}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await judge(each, folder);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
