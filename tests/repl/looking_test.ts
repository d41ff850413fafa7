/** The commands that show processes, policies and their runs. */
import assert from "node:assert/strict";
import { processTable } from "../../sensor/processes/process_table.ts";
import type { LiveRun } from "../../session/types.ts";
import { shadowMatch } from "./fake_session.ts";
import { Prompt, until } from "./fixture.ts";

// Opened here, because libraries stay open and a test must close what it opens.
processTable();

const POLICY = 'path "p" by process { openat { pathname = "/etc/shadow" } execve {} }';

function run(pid: number, since: number): LiveRun {
  const [step] = shadowMatch("p").steps;
  assert.ok(step !== undefined);
  return {
    policy: "p",
    subject: { by: "process", id: pid },
    state: 1,
    stateName: "after line 1: openat /etc/shadow",
    waits: ["execve"],
    start: step.first.ts,
    since,
    left: null,
    age: 2e9,
    steps: [step],
    tainted: false,
  };
}

Deno.test("ps numbers processes and attach takes the number", async () => {
  await using child = sleeper();
  await using prompt = new Prompt();
  assert.match((await prompt.type("attach #1")).err, /^Cannot attach to #1: ps numbers/);
  const word = child.word;
  const { out } = await prompt.type(`ps ${word}`);
  const own = out.split("\n").find((line) => line.includes(`sleep ${word}`));
  assert.match(own ?? "", new RegExp(`^ *1 +${child.pid} +\\d+ .*sleep ${word}$`));
  assert.doesNotMatch(out, new RegExp(`^ *\\d* +${Deno.pid} `, "m"), "it does not list itself");
  assert.equal((await prompt.type("attach #1")).out, `Watching ${child.pid} (p${child.pid})\n`);
  assert.match((await prompt.type(`ps ${word}`)).out, /● .*sleep/);
  assert.match(
    (await prompt.type("attach #2")).err,
    /^Cannot attach to #2: ps has listed #1 to #1/,
  );
  const [line] = (await prompt.type(`ps ${child.pid} --format ndjson`)).out.trimEnd().split("\n")
    .map((line) => JSON.parse(line)).filter(({ number }) => number !== null);
  assert.deepEqual([line.type, line.pid, line.watched], ["process", child.pid, true]);
});

Deno.test("attach refuses a number whose process has ended", async () => {
  await using prompt = new Prompt();
  {
    await using child = sleeper();
    await prompt.type(`ps ${child.word}`);
  }
  assert.match((await prompt.type("attach #1")).err, /has ended; ps lists anew$/m);
});

Deno.test("state shows the runs of one policy with their evidence", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await prompt.type("attach 42");
  prompt.session.runs = [run(42, 2e6), run(43, 3e6)];
  assert.match((await prompt.type("state")).out, /^policy .*\np +process 42 .*\np +process 43 /);
  const all = (await prompt.type("state p")).out;
  assert.match(all, /^p, process 43: began at \+0\.001 s, 2 s ago\n.*\nwaits for execve since/);
  assert.match(all, /│ line 1: openat \{ pathname/);
  for (const words of ["state 42", "state p 42"]) {
    const { out } = await prompt.type(words);
    assert.match(out, /^p, process 42: /);
    assert.doesNotMatch(out, /process 43/);
  }
  await prompt.type("attach 44");
  assert.equal((await prompt.type("state p 44")).out, "No live run\n");
  const foreign = `Cannot tell whose runs process ${Deno.pid} belongs to: targets lists`;
  assert.ok(
    (await prompt.type(`state p ${Deno.pid}`)).err.startsWith(foreign),
    "it is not watched",
  );
  assert.match((await prompt.type("state q")).err, /^Cannot find a policy "q"/);
  prompt.session.runs = Array.from({ length: 9 }, (_, index) => run(index + 1, index));
  const many = (await prompt.type("state p")).out;
  assert.match(many, /^p, process 9: /);
  assert.match(many, /\nand 4 more runs, which moved longer ago:\npolicy /);
});

Deno.test("show draws the machine of a policy and says what it has done", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  const before = (await prompt.type("show p")).out;
  assert.match(
    before,
    /^1 {2}path "p".*\n\n● 0 start\n├─▶ 1 .*\n│\n● 1 .*\n├─▶ match .*\n│\n◉ match\n$/,
  );
  await prompt.type("attach 42");
  assert.match((await prompt.type("show p")).out, /\n0 events tried, 0 runs begun/);
  assert.match((await prompt.type("show p as dot")).out, /^digraph/);
});

Deno.test("explain tells in words what a policy waits for", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  const { out } = await prompt.type("explain p");
  assert.match(
    out,
    /^p \(medium\): one sequence for each process\nIt begins with\n {2}line 1: openat/,
  );
  assert.match(out, /which completes the match\n +execve execveat, judged when called\n$/);
  assert.equal(JSON.parse((await prompt.type("explain p --format ndjson")).out).type, "machine");
  assert.match((await prompt.type("explain q")).err, /^Cannot find a policy "q"/);
});

Deno.test("matches lists those of one policy", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await prompt.type(POLICY.replace('"p"', '"q"'));
  await prompt.type(POLICY.replace('"p"', '"r"'));
  await prompt.type("attach 42");
  for (const policy of ["p", "q", "p"]) prompt.session.report(shadowMatch(policy));
  await until(() => prompt.reported.length === 3);
  assert.match((await prompt.type("matches p")).out, /^match 1 .*\nmatch 3 .*\n$/);
  await prompt.type("drop q");
  assert.match((await prompt.type("matches q")).out, /^match 2 .*\n$/);
  assert.equal((await prompt.type("matches r")).out, "No match so far\n");
  assert.match((await prompt.type("matches s")).err, /^Cannot find a policy "s"/);
});

/** sleeper is a process with a word in its command line that no other has. */
function sleeper(): { readonly pid: number; readonly word: string } & AsyncDisposable {
  const word = `9${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const child = new Deno.Command("sleep", { args: [word] }).spawn();
  return {
    pid: child.pid,
    word,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}
