import assert from "node:assert/strict";
import { Sampling } from "../../session/sampling.ts";

Deno.test("Sampling switches the reports off when a part of the sample is used up", () => {
  const switched: boolean[] = [];
  const sampling = new Sampling((on) => switched.push(on));
  sampling.begin({ sample: 30 });
  sampling.took();
  sampling.took();
  assert.deepEqual(switched, [true]);
  sampling.took();
  assert.deepEqual(switched, [true, false]);
  sampling.begin(null);
  assert.deepEqual(switched, [true, false, false]);
});

Deno.test("Sampling goes on with the next part", async () => {
  const on = Promise.withResolvers<void>();
  let calls = 0;
  const sampling = new Sampling((reporting) => {
    calls++;
    if (reporting && calls === 3) on.resolve();
  });
  sampling.begin({ sample: 1 });
  sampling.took();
  await on.promise;
  sampling.begin(null);
});

Deno.test("Sampling never switches off when all moves are wanted", () => {
  const switched: boolean[] = [];
  const sampling = new Sampling((on) => switched.push(on));
  sampling.begin({});
  for (let move = 0; move < 100_000; move++) sampling.took();
  assert.deepEqual(switched, [true]);
});
