import assert from "node:assert/strict";
import { promptText, type Standing } from "../../../repl/results/prompt.ts";
import { PLAIN } from "../../../repl/views/palette.ts";
import { shadowMatch } from "../fake_session.ts";
import { Prompt, until } from "../fixture.ts";

const NONE: Standing = { policies: 0, targets: 0, recording: false, matches: 0, lost: 0 };

Deno.test("promptText is plain when there is nothing and tells what there is", () => {
  assert.equal(promptText(NONE, PLAIN), "exeray> ");
  assert.equal(promptText({ ...NONE, policies: 3 }, PLAIN), "exeray 3p> ");
  assert.equal(
    promptText({ policies: 3, targets: 2, recording: true, matches: 1, lost: 0 }, PLAIN),
    "exeray 3p 2t rec 1 match> ",
  );
  assert.equal(
    promptText({ ...NONE, matches: 1200, lost: 52_310 }, PLAIN),
    "exeray 1,200 matches 52,310 lost> ",
  );
});

Deno.test("the prompt counts matches until somebody looks at them", async () => {
  for (const look of ["matches", "explain 2"]) {
    await using prompt = new Prompt();
    await prompt.type('path "p" { openat {} }');
    await prompt.type("attach 7");
    await prompt.bench.countTargets();
    for (let match = 0; match < 2; match++) prompt.session.report(shadowMatch("p"));
    await until(() => prompt.reported.length === 2);
    assert.deepEqual(prompt.bench.standing, { ...NONE, policies: 1, targets: 1, matches: 2 });
    await prompt.type("policies");
    assert.equal(prompt.bench.standing.matches, 2, "that is no look at the matches");
    await prompt.type(look);
    assert.equal(prompt.bench.standing.matches, 0);
    prompt.session.report(shadowMatch("p"));
    await until(() => prompt.reported.length === 3);
    assert.equal(prompt.bench.standing.matches, 1);
  }
});

Deno.test("the prompt adds up what was lost until an entry was typed", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 7");
  for (const count of [1000, 200]) {
    prompt.session.report({ type: "lost", count, cause: "ring buffer full", ts: 1 });
  }
  await until(() => prompt.reported.length === 2);
  assert.equal(prompt.bench.standing.lost, 1200);
  prompt.bench.forgetLost();
  assert.equal(prompt.bench.standing.lost, 0);
});
