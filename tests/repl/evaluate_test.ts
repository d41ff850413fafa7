import assert from "node:assert/strict";
import { isPolicyText } from "../../repl/evaluate.ts";
import { SensorError } from "../../sensor/errors.ts";
import { shadowMatch } from "./fake_session.ts";
import { Prompt, until } from "./fixture.ts";

const POLICY = `path "p" by tree {
  openat { pathname = "/etc/shadow" }
  execve {}
}`;

Deno.test("evaluate compiles a policy, loads it and answers in one line", async () => {
  await using prompt = new Prompt();
  const answer = await prompt.type(POLICY);
  assert.deepEqual(answer, {
    status: 0,
    out: "p: 2 states, waits for openat, execve; by tree\n",
    err: "",
  });
  assert.deepEqual([...prompt.bench.machines.keys()], ["p"]);
  assert.equal(prompt.opened, 0, "a policy needs no session");
});

Deno.test("evaluate changes nothing when a policy has errors", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  const before = prompt.bench.machines.get("p");
  const answer = await prompt.type(POLICY.replace("pathname", "pathnam"));
  assert.equal(answer.status, 1);
  assert.equal(answer.out, "");
  assert.match(answer.err, /prompt:2:12/);
  assert.match(answer.err, /"pathname"/, "the nearest name is suggested");
  assert.equal(prompt.bench.machines.get("p"), before);
});

Deno.test("evaluate keeps the old policy when the session refuses the new one", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 1");
  await prompt.type(POLICY);
  const before = prompt.bench.machines.get("p");
  prompt.session.refuseLoad = new SensorError("load", "Cannot load the program: too large");
  const answer = await prompt.type(POLICY.replace("execve {}", ""));
  assert.equal(answer.status, 3);
  assert.equal(answer.err, "Cannot load the program: too large\n");
  assert.equal(prompt.bench.machines.get("p"), before);
});

Deno.test("evaluate gives a session the policies that were typed before it opened", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  const answer = await prompt.type("attach 4242 --no-follow");
  assert.equal(answer.out, "Watching 4242 (p4242)\n");
  assert.deepEqual([...prompt.session.loaded.keys()], ["p"]);
  assert.equal(prompt.session.watched.get(4242)?.follow, false);
  await prompt.type("drop p");
  assert.equal(prompt.session.loaded.size, 0);
});

Deno.test("evaluate lets later policies use an earlier let", async () => {
  await using prompt = new Prompt();
  assert.equal((await prompt.type('let SHELLS = ["sh", "bash"]')).out, "Defined SHELLS\n");
  const wrong = await prompt.type('path "q" {\n  execve { comm in $SHELL }\n}');
  assert.match(wrong.err, /prompt:2:/, "lines count from the entry's first");
  const right = await prompt.type('path "q" { execve { comm in $SHELLS } }');
  assert.equal(right.status, 0, right.err);
  await prompt.type('let SHELLS = ["zsh"]');
  assert.equal((await prompt.type('path "r" { execve { comm in $SHELLS } }')).status, 0);
});

Deno.test("evaluate hands run's words to the program as they are", async () => {
  await using prompt = new Prompt();
  const answer = await prompt.type(`run --no-follow sh -c 'echo "a b" --pid 1' --help`);
  assert.equal(answer.status, 0, answer.err);
  assert.deepEqual(prompt.session.started, [["sh", "-c", 'echo "a b" --pid 1', "--help"]]);
});

Deno.test("evaluate tells a missing privilege in one line with what mends it", async () => {
  await using prompt = new Prompt();
  prompt.session.refuse = new SensorError("privilege", "Cannot watch: not root", {
    remedy: "run it with sudo",
  });
  await prompt.type(POLICY);
  const answer = await prompt.type("attach 1");
  assert.equal(answer.status, 3);
  assert.equal(answer.err, "Cannot watch: not root (run it with sudo)\n");
});

Deno.test("evaluate numbers matches and explains them with their source line", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "p" { openat { pathname = "/etc/shadow" } }');
  await prompt.type("attach 4242");
  prompt.session.report(shadowMatch("p"));
  prompt.session.report(shadowMatch("p"));
  await until(() => prompt.reported.length === 2);
  assert.deepEqual(prompt.reported, ["match 1", "match 2"]);
  assert.match((await prompt.type("matches")).out, /^match 1 .*\nmatch 2 .*\n$/);
  // The policy is written anew: what has matched still quotes the old source.
  await prompt.type('path "p" { execve {} }');
  const explained = await prompt.type("explain 2");
  assert.match(explained.out, /line 1: .*openat \{ pathname = "\/etc\/shadow" \}/);
  const wrong = await prompt.type("explain 3");
  assert.deepEqual([wrong.status, wrong.err], [
    1,
    "Cannot explain match 3: there are matches 1 to 2\n",
  ]);
});

Deno.test("evaluate shows events until the signal is aborted", async () => {
  await using prompt = new Prompt();
  await prompt.type("attach 4242");
  const stop = new AbortController();
  const answer = prompt.type("events --format ndjson", stop.signal);
  await until(() => prompt.session.happened.size === 1);
  const event = shadowMatch("p").steps[0]?.first;
  assert.ok(event);
  prompt.session.happened.send(event);
  await until(() => prompt.session.happened.backlog === 0);
  stop.abort();
  assert.deepEqual(JSON.parse((await answer).out), event);
  assert.equal(prompt.session.happened.size, 0, "the stream is given back");
});

Deno.test("evaluate reports wrong usage with status 2", async () => {
  await using prompt = new Prompt();
  for (
    const [entry, message] of [
      ["polcies", 'Unknown command "polcies", did you mean "policies"?'],
      ["HELP", 'Unknown command "HELP", did you mean "help"?'],
      ["pol", 'Unknown command "pol", did you mean "policies"?'],
      ["}", 'Unknown command "}"; help lists the commands'],
      ["trace", '"trace" is a command of the command line: exeray trace'],
      ["attach", "Argument pid is missing"],
      ["attach x", 'Cannot take "x" for pid: a process id is a positive whole number'],
      ["attach 1 2", 'Too many arguments, from "2" on'],
      ["attach 1 --nofollow", 'Unknown flag "--nofollow", did you mean "--no-follow"?'],
      ["run", "Say which program to start, such as run ls -l"],
      ["load 'a", "Cannot read the line: a quote ' is not closed"],
      ["help opnat", 'Cannot help with "opnat": did you mean "openat"?'],
      ["help \x1b[2J", 'Cannot help with "\\x1b[2J": help lists what there is'],
    ] as const
  ) {
    const answer = await prompt.type(entry);
    assert.equal(answer.status, 2, entry);
    assert.equal(answer.out, "", entry);
    if (typeof message === "string") assert.equal(answer.err, `${message}\n`);
    else assert.match(answer.err, message);
  }
});

Deno.test("evaluate breaks a message between words where the screen is too narrow", async () => {
  await using prompt = new Prompt();
  prompt.columns = 60;
  const { err } = await prompt.type("openat");
  const lines = err.trimEnd().split("\n");
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 60), err);
  assert.match(
    lines.join(" "),
    /"openat \{\}" shows the latest of them, "help openat" what they carry$/,
  );
});

Deno.test("evaluate says what is missing where a name or a target is not there", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  for (
    const [entry, message] of [
      ["show q", 'Cannot find a policy "q": loaded are "p"'],
      ["drop q", 'Cannot find a policy "q": loaded are "p"'],
      ["state q", 'Cannot find a policy "q": loaded are "p"'],
      ["detach", "Cannot detach: nothing is watched"],
      ["detach 3", "Cannot detach from 3: it is not a target; targets lists them"],
      ["explain 1", "Cannot explain: nothing has matched so far"],
      ["events", "Nothing is watched: attach PID or run CMD first"],
      ["load /nowhere", 'Cannot read "/nowhere": there is no such file or folder'],
    ] as const
  ) {
    const answer = await prompt.type(entry);
    assert.deepEqual([answer.status, answer.err], [1, `${message}\n`], entry);
  }
});

Deno.test("evaluate helps with commands, kinds and topics", async () => {
  await using prompt = new Prompt();
  assert.match((await prompt.type("help")).out, /^ {2}attach +Watch a process/m);
  assert.match((await prompt.type("help attach")).out, /--no-follow/);
  const openat = (await prompt.type("help openat")).out;
  assert.match(openat, /System calls: open openat openat2 creat/);
  assert.match(openat, /pathname, path +string +when called/);
  assert.match((await prompt.type("help operators")).out, /startswith/);
});

Deno.test("evaluate takes nothing, comments and exit", async () => {
  await using prompt = new Prompt();
  for (const entry of ["", "  \n", "// nothing", "# nothing\n /* at all */"]) {
    assert.deepEqual(await prompt.type(entry), { status: 0, out: "", err: "" });
  }
  assert.equal(prompt.bench.left, false);
  await prompt.type("quit");
  assert.equal(prompt.bench.left, true);
});

Deno.test("isPolicyText tells the language from commands", () => {
  for (const text of ['path "p" {', '@attack("T1")', "let A = 1", "# c\n path", "openat { }"]) {
    assert.equal(isPolicyText(text), true, text);
  }
  for (const text of ["help openat", "run openat {", "policies", "load path", "", "exit {"]) {
    assert.equal(isPolicyText(text), false, text);
  }
});
