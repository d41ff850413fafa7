import assert from "node:assert/strict";
import { exeray } from "../repl/process.ts";
import { live } from "./harness.ts";

/** STARTED is how many processes start at once. */
const STARTED = 400;

live(
  "a script's session loses no match for its buffer when many processes start at once",
  async () => {
    const burst = `i=0; while [ $i -lt ${STARTED} ]; do (head -c0 /etc/passwd; :) & ` +
      "i=$((i+1)); done; wait";
    const policy = 'path "each" by process { openat { pathname = "/etc/passwd" } }';
    const { code, out, err } = await exeray(["-c", `${policy}\nrun sh -c '${burst}'; wait; exit`]);
    assert.equal(code, 0, err);
    assert.equal(out.match(/^match \d+ /gm)?.length, STARTED, err);
  },
);
