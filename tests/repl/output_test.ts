import assert from "node:assert/strict";
import { StreamOutput } from "../../repl/output.ts";
import { PAPER } from "../../repl/views/screen.ts";

/** stream takes `most` bytes a write, and none any more once it is closed. */
function stream(most: number) {
  const decoder = new TextDecoder();
  const taken = { text: "", writes: 0, closed: false };
  return {
    taken,
    async write(bytes: Uint8Array): Promise<number> {
      await Promise.resolve();
      if (taken.closed) throw new Deno.errors.BrokenPipe("closed");
      taken.writes++;
      taken.text += decoder.decode(bytes.subarray(0, most), { stream: true });
      return Math.min(bytes.length, most);
    },
    isTerminal: () => false,
  };
}

Deno.test("an output gathers what is written and keeps its order", async () => {
  const target = stream(1000);
  const out = new StreamOutput(target, { screen: PAPER });
  for (let line = 0; line < 100; line++) out.write(`${line}\n`);
  const first = out.flush();
  out.write("last\n");
  await Promise.all([first, out.flush()]);
  assert.equal(target.taken.writes, 2);
  assert.equal(target.taken.text, [...Array(100).keys(), "last"].join("\n") + "\n");
});

Deno.test("an output writes on where the stream takes a part only", async () => {
  const target = stream(7);
  const out = new StreamOutput(target, { screen: PAPER });
  out.write("a line that is longer than seven bytes: ünïcödé\n");
  await out.flush();
  assert.equal(target.taken.text, "a line that is longer than seven bytes: ünïcödé\n");
});

Deno.test("an output makes its writer wait only where much is held", async () => {
  const target = stream(1 << 20);
  const out = new StreamOutput(target, { screen: PAPER });
  out.write("x");
  await out.room();
  assert.equal(target.taken.writes, 0);
  out.write("x".repeat(1 << 17));
  await out.room();
  assert.equal(target.taken.text.length, (1 << 17) + 1);
});

Deno.test("an output tells once that nobody reads it, and drops what is written then", async () => {
  const target = stream(1000);
  let told = 0;
  const out = new StreamOutput(target, { screen: PAPER, onClosed: () => told++ });
  target.taken.closed = true;
  out.write("one");
  await out.flush();
  out.write("two");
  await out.flush();
  assert.deepEqual([told, target.taken.text], [1, ""]);
});

Deno.test("an output whose stream fails tells why, once, and goes on without it", async () => {
  const full = new Error("No space left on device (os error 28)");
  const told: Error[] = [];
  const target = { write: () => Promise.reject(full), isTerminal: () => false };
  const out = new StreamOutput(target, { screen: PAPER, onClosed: (error) => told.push(error) });
  for (const text of ["one", "two"]) {
    out.write(text);
    await out.flush();
  }
  assert.deepEqual(told, [full]);
});
