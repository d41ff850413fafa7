import assert from "node:assert/strict";
import { Families } from "../../session/families.ts";

Deno.test("Families forgets a root when its last process dies", () => {
  const families = new Families();
  families.set(10, [10]);
  families.born(10, 11);
  families.died(10, 10);
  assert.equal(families.size(10), 1);
  assert.equal(families.empty, false);
  families.died(10, 11);
  assert.equal(families.empty, true);
});

Deno.test("Families counts a process once when it is named twice", () => {
  const families = new Families();
  families.set(10, [10, 11]);
  families.born(10, 11);
  assert.equal(families.size(10), 2);
});

Deno.test("Families ignores a death in a root it does not know", () => {
  const families = new Families();
  families.died(99, 99);
  assert.equal(families.empty, true);
});
