import assert from "node:assert/strict";
import { Notices } from "../../../repl/results/notices.ts";
import { PAPER } from "../../../repl/views/screen.ts";
import { shadowMatch } from "../fake_session.ts";

Deno.test("notices folds a burst of matches into one line with a count", () => {
  const { notices, shown, pass, waits } = staged();
  for (let number = 1; number <= 1000; number++) notices.report(shadowMatch("p"), number);
  assert.equal(shown.length, 5);
  assert.match(shown[4] ?? "", /^match 5 /);
  pass();
  assert.equal(shown[5], "and 995 more matches: matches lists them");
  // The burst goes on: nothing of it is shown one by one.
  notices.report(shadowMatch("p"), 1001);
  assert.equal(shown.length, 6);
  pass();
  assert.equal(shown[6], "and 1 more match: matches lists them");
  // A window without a match ends it; until then each is longer than the one before.
  assert.deepEqual(waits, [200, 400, 800]);
  pass();
  notices.report(shadowMatch("p"), 1002);
  assert.match(shown[7] ?? "", /^match 1002 /);
});

Deno.test("notices shows losses and warnings at once, and no dismissal", () => {
  const { notices, shown } = staged();
  notices.report({ type: "lost", count: 7, cause: "ring full", ts: 0 }, 0);
  notices.report({ type: "warning", message: "io_uring is used", ts: 0 }, 0);
  const subject = { by: "tree", id: 1 } as const;
  notices.report({ type: "dismissed", policy: "p", subject, start: 0, end: 0 }, 0);
  assert.equal(shown.length, 2);
  assert.match(shown[0] ?? "", /7 events: ring full/);
  assert.match(shown[1] ?? "", /io_uring is used/);
});

Deno.test("notices adds up the losses that come in a burst", () => {
  const { notices, shown, pass } = staged();
  for (let count = 1; count <= 100; count++) {
    notices.report({ type: "lost", count, cause: "ring full", ts: 0 }, 0);
  }
  assert.equal(shown.length, 1);
  pass();
  assert.equal(shown[1], "and 5,049 more events lost");
});

function staged() {
  const shown: string[] = [];
  const waits: number[] = [];
  let waiting: (() => void)[] = [];
  const notices = new Notices({
    show: (lines) => shown.push(lines),
    screen: () => PAPER,
    after(ms, done) {
      waits.push(ms);
      waiting.push(done);
    },
  });
  const pass = () => {
    const due = waiting;
    waiting = [];
    for (const done of due) done();
  };
  return { notices, shown, pass, waits };
}
