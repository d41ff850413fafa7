/** What lies behind the end of what is kept. */
import assert from "node:assert/strict";
import { judge, live, program } from "./harness.ts";

live("what is cut off is not found, and the cut is", async () => {
  const judged = await judge(
    `path "whole" { openat { pathname startswith "/etc/./", pathname endswith "/passwd" } }
     path "resolved" { openat { file = "/etc/passwd" } }
     path "cut" { openat { pathname startswith "/etc/xxx" } }
     path "hidden" { write { content contains "root:" } }
     path "longer" { write { content startswith "      ", len > 256 } }
     path "last" { execve { argv has "--evil" } }
     path "many" { execve { argc > 128 } }`,
    [program("long")],
  );
  const cut = (policy: string) => judged.found(policy).map(({ truncated }) => truncated ?? []);
  // No name that the kernel takes is too long to be kept whole.
  assert.deepEqual(cut("whole"), [[]]);
  assert.deepEqual(cut("resolved"), [[]]);
  assert.deepEqual(cut("cut"), [["pathname"]]);
  assert.deepEqual(judged.found("hidden"), []);
  assert.deepEqual(cut("longer"), [["content"]]);
  assert.deepEqual(judged.found("last"), []);
  assert.deepEqual(cut("many"), [["argv"]]);
  assert.equal(judged.found("many")[0]?.args["argc"], 201);
});
