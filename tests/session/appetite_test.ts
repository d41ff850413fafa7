import assert from "node:assert/strict";
import { Appetite } from "../../session/appetite.ts";

Deno.test("Appetite makes do with less while there are too many events, and longer each time", () => {
  const appetite = new Appetite();
  assert.equal(appetite.look(0, 0), null);
  assert.equal(appetite.look(100_000, 1000), null, "that many are no burden");
  assert.equal(appetite.look(400_000, 1500), null, "a burst is none before it lasts");
  assert.deepEqual(appetite.look(500_000, 2000), { wide: false, pause: 10_000 });
  assert.equal(appetite.wide, false);
  assert.equal(appetite.look(500_000, 11_000), null, "the pause is not over");
  assert.deepEqual(appetite.look(500_000, 12_000), { wide: true, pause: 0 });
  assert.deepEqual(appetite.look(900_000, 13_000), { wide: false, pause: 20_000 });
  // The policies alone need so much that there is no room for more.
  assert.equal(appetite.look(4_900_000, 53_000), null);
  assert.deepEqual(appetite.look(4_900_000, 54_000), { wide: true, pause: 0 });
});

Deno.test("Appetite makes do with less at once when events are lost", () => {
  const appetite = new Appetite();
  assert.deepEqual(appetite.lost(500), { wide: false, pause: 10_000 });
  assert.equal(appetite.lost(600), null, "it is so already");
  let now = 1000;
  appetite.look(0, now);
  for (const pause of [20_000, 40_000, 80_000, 160_000, 160_000]) {
    now += 200_000;
    assert.equal(appetite.look(0, now)?.wide, true);
    assert.deepEqual(appetite.lost(now), { wide: false, pause });
  }
});
