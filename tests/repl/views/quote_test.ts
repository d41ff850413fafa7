import assert from "node:assert/strict";
import { quoteStep } from "../../../repl/views/quote.ts";

const LINE = '  path "p" by tree { openat { pathname = "}", ret >= 0 } execve {}.. write {}{3} }';

Deno.test("quoteStep returns the step of a kind when the line holds more than that", () => {
  assert.equal(quoteStep(LINE, "openat"), 'openat { pathname = "}", ret >= 0 }');
  assert.equal(quoteStep(LINE, "execve"), "execve {}..");
  assert.equal(quoteStep(LINE, "write"), "write {}{3}");
  const twice = 'path "p" within 5s { openat { uid = 0 } execve {} openat { path = "a|b" } }';
  assert.equal(quoteStep(twice, "openat", 0), "openat { uid = 0 }");
  assert.equal(quoteStep(twice, "openat", 1), 'openat { path = "a|b" }');
  assert.equal(quoteStep("    call { nr = 1 } connect {", "openat"), "call { nr = 1 }");
});

Deno.test("quoteStep returns the whole line when it does not tell which step is meant", () => {
  assert.equal(quoteStep(LINE, "unlink"), LINE.trim());
  const twice = "openat { uid = 0 } openat { uid = 1 }";
  for (const between of ["| ", "? ", ".. ", "without "]) {
    const line = twice.replace("} o", `} ${between}o`);
    assert.equal(quoteStep(line, "openat", 1), line);
  }
  const several = twice.replace("} o", "}{2} o");
  assert.equal(quoteStep(several, "openat", 1), several);
  assert.equal(quoteStep(twice, "openat", 2), twice, "there is no third");
  assert.equal(quoteStep("  openat {", "openat"), "openat {");
  assert.equal(quoteStep("  block { openat { } } // why", "openat"), "openat { }");
});
