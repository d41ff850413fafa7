import assert from "node:assert/strict";
import { Channel } from "../../session/channel.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("Channel gives every reader every item when several read", async () => {
  const channel = new Channel<number>();
  const readers = [channel.read(), channel.read()];
  channel.send(1);
  channel.send(2);
  channel.close();
  assert.deepEqual(await Promise.all(readers.map(collect)), [[1, 2], [1, 2]]);
});

Deno.test("Channel wakes a reader when an item comes after it asked", async () => {
  const channel = new Channel<string>();
  const reader = channel.read();
  const asked = reader.next();
  channel.send("late");
  assert.deepEqual(await asked, { done: false, value: "late" });
});

Deno.test("Channel counts what a full reader does not get when the limit is reached", async () => {
  let dropped = 0;
  const channel = new Channel<number>({ onDrop: () => dropped++ });
  const reader = channel.read({ limit: 2 });
  for (const item of [1, 2, 3, 4]) channel.send(item);
  channel.close();
  assert.deepEqual(await collect(reader), [1, 2]);
  assert.equal(dropped, 2);
});

Deno.test("Channel reports the slowest reader's backlog when readers differ", async () => {
  const channel = new Channel<number>();
  const quick = channel.read();
  const slow = channel.read();
  channel.send(1);
  channel.send(2);
  await quick.next();
  await quick.next();
  assert.equal(channel.backlog, 2);
  await slow.return?.();
  assert.equal(channel.backlog, 0);
  assert.equal(channel.size, 1);
});

Deno.test("Channel rejects a waiting reader once when it is closed with an error", async () => {
  const channel = new Channel<number>();
  const reader = channel.read();
  const asked = reader.next();
  channel.close(new Error("gone"));
  await assert.rejects(asked, /gone/);
  assert.deepEqual(await reader.next(), { done: true, value: undefined });
});

Deno.test("Channel ends a reader that comes after the close", async () => {
  const channel = new Channel<number>();
  channel.close();
  assert.deepEqual(await collect(channel.read()), []);
});

Deno.test("Channel ends a reader behind what it has not read when its signal is aborted", async () => {
  const channel = new Channel<number>();
  const stop = new AbortController();
  const reader = channel.read({ signal: stop.signal });
  const other = channel.read();
  channel.send(1);
  stop.abort();
  channel.send(2);
  assert.deepEqual(await collect(reader), [1]);
  assert.equal(channel.size, 1);
  channel.close();
  assert.deepEqual(await collect(other), [1, 2]);
  assert.deepEqual(await collect(channel.read({ signal: stop.signal })), []);
});
