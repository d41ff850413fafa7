import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { Prompt } from "./fixture.ts";
import { shellPty } from "./shell_pty.ts";
import { type Pty, ptyTest } from "./terminal/pty.ts";

const DONE = "Enter does it, q ends the tour";

/** touring starts a shell that has a policy, and the tour. */
async function touring(): Promise<Pty> {
  const pty = await shellPty({ rows: 60 });
  const screen = await pty.until("exeray>");
  assert.equal(
    screen.findIndex((line) => line.startsWith("exeray>")),
    3,
    "it greets in three lines",
  );
  assert.match(screen[2] ?? "", /tour/);
  await pty.type('path "mine" { openat { pathname = "/etc/shadow" } }\n');
  await pty.until("exeray 1p>");
  await pty.type("tour\n");
  await pty.until(DONE);
  return pty;
}

/** step waits until the tour asks whether to take a step. */
function step(pty: Pty, number: number): Promise<string[]> {
  return pty.until((lines) =>
    lines.lastIndexOf(DONE) > lines.findIndex((line) => line.startsWith(`${number} of 5`)) &&
    lines.some((line) => line.startsWith(`${number} of 5`))
  );
}

live("tour leads through a match of its own and leaves the session as it was", async () => {
  await using pty = await touring();
  await pty.press("Enter");
  const started = await step(pty, 2);
  const [, pid = ""] = /^Started (\d+)/m.exec(started.join("\n")) ?? [];
  assert.ok(Number(pid) > 0, started.join("\n"));
  await pty.press("Enter");
  const loaded = await step(pty, 3);
  assert.ok(loaded.some((line) => /^tour: 2 states/.test(line)), loaded.join("\n"));
  await pty.press("Enter");
  await pty.until((lines) => lines[0]?.startsWith("ExeRay watch") ?? false);
  await pty.until((lines) => lines.some((line) => /^match \d+ .* tour /.test(line)));
  await pty.type("q");
  await step(pty, 4);
  await pty.press("Enter");
  const explained = await step(pty, 5);
  assert.ok(explained.some((line) => line.includes("line 3: execve")), explained.join("\n"));
  await pty.press("Enter");
  await pty.until("That was all");
  await pty.until((lines) => lines.at(-1) === "exeray 1p>");
  await assert.rejects(Deno.stat(`/proc/${pid}`), Deno.errors.NotFound);
  await pty.press("C-l");
  await pty.type("targets\nmatches\npolicies\nundo\n");
  const after = await pty.until((lines) => lines.at(-1) === "exeray>");
  assert.ok(after.includes("No process is watched"), after.join("\n"));
  assert.ok(after.includes("No match so far"));
  assert.ok(after.some((line) => line.startsWith("mine ")));
  assert.ok(!after.some((line) => line.startsWith("tour ")));
});

live("tour ends its process when it is left in the middle", async () => {
  for (const key of ["q", "C-c"]) {
    await using pty = await touring();
    await pty.press("Enter");
    const started = await step(pty, 2);
    const [, pid = ""] = /^Started (\d+)/m.exec(started.join("\n")) ?? [];
    await pty.press(key);
    await pty.until((lines) => lines.at(-1) === "exeray 1p>");
    await assert.rejects(Deno.stat(`/proc/${pid}`), Deno.errors.NotFound);
  }
});

Deno.test("tour says that it needs a terminal when there is none", async () => {
  await using prompt = new Prompt();
  const { status, err } = await prompt.type("tour");
  assert.equal(status, 2);
  assert.match(err, /needs a terminal/);
});

ptyTest("the shell greets in one line when somebody has typed here before", async () => {
  const state = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${state}/exeray`);
    Deno.writeTextFileSync(`${state}/exeray/history`, '"help"\n');
    await using pty = await shellPty({ env: { XDG_STATE_HOME: state } });
    const screen = await pty.until("exeray>");
    assert.equal(screen.length, 2);
  } finally {
    Deno.removeSync(state, { recursive: true });
  }
});
