/** A step on its own, and with the command events. */
import assert from "node:assert/strict";
import { lookFor, stepAt } from "../../../repl/questions/step.ts";
import { PLAIN } from "../../../repl/views/palette.ts";
import { shadowMatch } from "../fake_session.ts";
import { kept, Prompt, until } from "../fixture.ts";
import { happened } from "../happened.ts";

const PATHS = ["/etc/hosts", "/etc/shadow", "/tmp/x"];

Deno.test("a step on its own shows which of the last events fulfil it", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  const { out, status } = await prompt.type('openat { pathname =~ "^/etc/" }');
  assert.equal(status, 0);
  assert.match(
    out,
    /^2 of the last 3 events\n +\+0\.001 s .*openat\("\/etc\/hosts".*\n +\+0\.002 s .*"\/etc\/shadow".*\n$/,
  );
  assert.deepEqual(prompt.session.listened, [], "a pipe gets what there is");
  await prompt.type("set format ndjson");
  const lines = (await prompt.type("openat {} // all")).out.trimEnd().split("\n");
  assert.deepEqual(lines.map((line) => JSON.parse(line).args.pathname), PATHS);
  const again = await prompt.type("last --as csv");
  assert.match(again.out, /^ts,pid,[^]*\n1000000,42,[^]*\n2000000,42,[^]*\n3000000,42,/);
});

Deno.test("a step on its own shows a person what comes until Ctrl-C", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  const { base, text } = kept();
  const stop = new AbortController();
  const out = { ...base.out, screen: { palette: PLAIN, columns: 80 }, write: base.out.write };
  const context = { ...base, out, shell: prompt.bench, signal: stop.signal };
  const looking = lookFor('openat { pathname = "/etc/shadow" }', context);
  await until(() => prompt.session.happened.size === 1);
  const [options] = prompt.session.listened;
  assert.deepEqual(options?.where?.steps.map(({ phase }) => phase), ["exit"]);
  assert.equal(options?.where?.cooldown, null);
  assert.ok((options?.past ?? 0) > 0);
  const event = shadowMatch("p").steps[0]?.first;
  assert.ok(event);
  prompt.session.happened.send(event);
  await until(() => prompt.session.happened.backlog === 0);
  stop.abort();
  await looking;
  assert.match((await prompt.type("last")).out, /openat\("\/etc\/shadow"/);
  assert.match(text(), /^1 of the last 3 events\n.*sh 4242 .*openat\("\/etc\/shadow"/);
});

Deno.test("a step on its own says what is wrong with it, in its own place", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  const wrong = await prompt.type('openat { pathnam = "/x" }');
  assert.equal(wrong.status, 1);
  assert.match(wrong.err, /^prompt:1:10: error: .*"pathnam".*\n.*\n.* \^{7}\n/);
  const second = await prompt.type('openat {\n  pathnam = "/x"\n}');
  assert.match(second.err, /^prompt:2:3: error/);
  assert.match((await prompt.type("openat {} execve {}")).err, /^Several steps are a policy/);
  assert.match((await prompt.type("openat {} }")).err, /error/);
});

Deno.test("a step on its own needs something that is watched", async () => {
  await using prompt = new Prompt();
  const { err, status } = await prompt.type("openat {}");
  assert.deepEqual([status, err], [1, "Nothing is watched: attach PID or run CMD first\n"]);
});

Deno.test("a kind on its own is told what to do with it", async () => {
  await using prompt = new Prompt();
  const { err, status } = await prompt.type("openat");
  assert.equal(status, 2);
  assert.match(err, /^Cannot carry out "openat", a kind of event: "openat \{\}" shows/);
  assert.equal((await prompt.type("exit")).status, 0, "a command is one");
});

Deno.test("a step uses what was defined at the prompt", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  await prompt.type('let SECRET = ["/etc/shadow"]');
  assert.match((await prompt.type("openat { pathname in $SECRET }")).out, /^1 of the last 3/);
});

Deno.test("events takes a step with all that is in its braces", async () => {
  await using prompt = new Prompt();
  await happened(prompt, PATHS);
  const stop = new AbortController();
  stop.abort();
  const line = `events openat { pathname =~ "^/etc/(a|b) 'x'" } --format ndjson`;
  const { err, status } = await prompt.type(line, stop.signal);
  assert.deepEqual([status, err], [0, ""]);
  const [options] = prompt.session.listened;
  assert.deepEqual(options?.where?.patterns.map(({ source }) => source), ["^/etc/(a|b) 'x'"]);
  assert.equal((await prompt.type("events openat --format ndjson", stop.signal)).status, 0);
  assert.equal(prompt.session.listened[1]?.where?.steps.length, 1);
  const wrong = await prompt.type("events openat { x = 1 }", stop.signal);
  assert.match(wrong.err, /^prompt:1:10: error/);
  assert.match((await prompt.type("events opnat", stop.signal)).err, /error/);
});

Deno.test("stepAt finds where a step begins, and only there", () => {
  for (
    const [line, at] of [
      ["events openat { }", 7],
      ["openat{", 0],
      ["events", -1],
      ["events --format ndjson", -1],
      ["echo 'x {'", -1],
      ["test execve {} a b", 5],
    ] as const
  ) assert.equal(stepAt(line), at, line);
});
