import assert from "node:assert/strict";
import type { EventData } from "../../engine/report.ts";
import { Readers } from "../../session/readers.ts";

function event(kind: string): EventData {
  return { ts: 1, pid: 2, tid: 2, kind, args: {} };
}

function readers(): { readonly readers: Readers; readonly acknowledged: () => number } {
  let count = 0;
  const made = new Readers({
    onRead() {},
    onReport() {},
    onFail() {},
    acknowledge: (more) => count += more,
  });
  return { readers: made, acknowledged: () => count };
}

Deno.test("Readers ask for each stream of events what its own options say", async () => {
  const { readers: streams, acknowledged } = readers();
  const stop = new AbortController();
  const one = streams.events({ capture: "calls", signal: stop.signal });
  const other = streams.events({ capture: "phases", lossless: true });
  const { events: wanted } = streams.wanted;
  assert.deepEqual([...wanted.values()], [
    { capture: "calls" },
    { capture: "phases", lossless: true },
  ]);
  const [first = 0, second = 0] = wanted.keys();
  const events = new Map([[first, [event("a")]], [second, [event("b"), event("c")]]]);
  streams.deliver({ ts: 1, reports: [], transitions: [], events });
  assert.equal(acknowledged(), 3);
  stop.abort();
  assert.deepEqual([...streams.wanted.events.keys()], [second]);
  streams.deliver({ ts: 2, reports: [], transitions: [], events });
  assert.equal(acknowledged(), 6, "what comes for a stream that has ended is taken in too");
  streams.close();
  const kinds = async (stream: AsyncIterable<EventData>) =>
    (await Array.fromAsync(stream)).map(({ kind }) => kind);
  assert.deepEqual(await kinds(one), ["a"]);
  assert.deepEqual(await kinds(other), ["b", "c", "b", "c"]);
  assert.deepEqual(await kinds(streams.events({})), []);
});

Deno.test("Readers' streams give next() the type of what they deliver", async () => {
  const { readers: streams } = readers();
  const stream = streams.events({});
  streams.close();
  const { value } = await stream.next();
  // @ts-expect-error: a value of any type would allow this.
  assert.equal(value?.nonsense, undefined);
  assert.equal(value?.kind, undefined);
});
