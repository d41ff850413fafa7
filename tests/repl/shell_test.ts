/** The prompt at a real terminal, without privilege and with it. */
import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { PROGRAM, ROOT } from "./process.ts";
import { Pty, ptyTest } from "./terminal/pty.ts";

/** prompted starts the shell with a history of its own and waits for the prompt. */
async function prompted(folder: string, columns = 100): Promise<Pty> {
  const env = { XDG_STATE_HOME: folder, NO_COLOR: "1" };
  const pty = await Pty.start(PROGRAM, { cwd: ROOT, env, columns, rows: 40 });
  await pty.until((lines) => lines.at(-1) === "exeray>");
  return pty;
}

ptyTest("the shell takes a policy over several lines, shows its errors and goes on", async () => {
  await using state = folder();
  await using pty = await prompted(state.path);
  await pty.type('path "p" {\n  openat { pathnam = "/etc/shadow" }\n}\n');
  const failed = await pty.until((lines) =>
    lines.at(-1) === "exeray>" && lines.some((line) => line.includes("^^^^^^^"))
  );
  assert.ok(failed.some((line) => line.startsWith("prompt:2:12: error: ")), failed.join("\n"));
  await pty.press("Up", "BSpace");
  await pty.press("C-c");
  await pty.type('path "p" { openat { pathname = "/etc/shadow" } }\n');
  await pty.until("p: 1 state, waits for openat; by tree");
  await pty.until((lines) => lines.at(-1) === "exeray 1p>");
  await pty.type("polic");
  await pty.press("Tab");
  await pty.until((lines) => lines.at(-1)?.startsWith("exeray 1p> policies") ?? false);
  await pty.press("Enter");
  await pty.until("waits for  begun");
  await pty.type("attach 2147483000\n");
  // Which reason it is depends on the machine's privileges.
  await pty.until((lines) => lines.some((line) => line.startsWith("Cannot ")));
  await pty.press("C-d");
  assert.equal(await pty.status(), 0);
  const { mode } = await Deno.stat(`${state.path}/exeray/history`);
  assert.equal((mode ?? 0) & 0o777, 0o600);
});

live("the shell announces a match above the line that is being typed", async () => {
  await using state = folder();
  await using pty = await prompted(state.path);
  await pty.type("load policies/shadow_read\n");
  await pty.until("shadow_read: 4 states");
  await pty.type('run sh -c \'until [ -e "$0" ]; do sleep 0.1; done; ');
  await pty.type(`sh policies/shadow_read/provoke.sh; printf "a\\033[2Jb"' ${state.path}/go\n`);
  await pty.until("watched from the start");
  await pty.type("expl");
  await Deno.writeTextFile(`${state.path}/go`, "");
  const lines = await pty.until((lines) =>
    lines.at(-1) === "exeray 1p 1 match> expl" && lines.some((line) => line.includes("has ended"))
  );
  assert.ok(lines.some((line) => /^match 1 {2}high {2}shadow_read {2}tree \d+/.test(line)));
  assert.ok(lines.some((line) => /^\d+: a\\x1b\[2Jb$/.test(line)), "its output is harmless");
  await pty.type("ain 1\n");
  await pty.until((lines) =>
    lines.some((line) => line.includes("line 9: execve")) && lines.at(-1) === "exeray 1p>"
  );
  await pty.type("events\n");
  await pty.press("C-c");
  await pty.type("exit\n");
  assert.equal(await pty.status(), 0);
});

ptyTest("replay at the prompt draws how far it is, until there is more to say", async () => {
  await using state = folder();
  const recording = `${state.path}/long.ndjson`;
  const at = (ms: number, kind: string) => JSON.stringify({ ts: ms * 1e6, pid: 1, kind, args: {} });
  const calls = Array.from({ length: 600 }, (_, tenth) => at(100 * tenth, "write"));
  calls.splice(30, 0, at(3000, "unlink"));
  await Deno.writeTextFile(recording, `${calls.join("\n")}\n`);
  await using pty = await prompted(state.path);
  await pty.type('path "p" { unlink {} }\n');
  await pty.until((lines) => lines.at(-1) === "exeray 1p>");
  await pty.type(`replay ${recording} --speed 1\n`);
  const bar = (line?: string) => /^█+░+ {2}\d+ %/.test(line ?? "");
  await pty.until((lines) => bar(lines.at(-1)));
  const found = await pty.until((lines) =>
    lines.some((line) => line.startsWith("match: p")) && bar(lines.at(-1))
  );
  assert.equal(found.filter(bar).length, 1, found.join("\n"));
  await pty.press("C-c");
  const ended = await pty.until((lines) => lines.at(-1) === "exeray 1p>");
  assert.equal(ended.filter(bar).length, 0, ended.join("\n"));
});

ptyTest("the shell says below a line what is wrong with it, until it is mended", async () => {
  await using state = folder();
  await using pty = await prompted(state.path);
  await pty.type('path "p" {\n  openat { pathnam = "/etc/shadow" }\n');
  await pty.until((lines) =>
    lines.some((line) => /^ {19}\^{7} There is no field "pathnam"/.test(line))
  );
  await pty.press("Up", "Home", "C-k");
  await pty.type('  openat { pathname = "/etc/shadow" }');
  await pty.until((lines) => !lines.join("\n").includes("There is no field"));
  await pty.type("\n");
  await pty.until((lines) => lines.some((line) => /^ {8}judged when called$/.test(line)));
  await pty.press("C-c");
  await pty.type("exit\n");
  assert.equal(await pty.status(), 0);
});

live(
  "the shell tells while a policy is typed how many of the last events fulfil a step",
  async () => {
    await using state = folder();
    await using pty = await prompted(state.path);
    await pty.type("run sh -c 'head -c 0 /etc/shadow; /bin/true'\n");
    await pty.until((lines) => lines.some((line) => line.includes("has ended")));
    await pty.type('path "p" by tree {\n  openat { pathname = "/etc/shadow" }\n');
    await pty.until((lines) =>
      lines.some((line) => /^ {8}judged when called · 1 of the last [\d,]+ events$/.test(line))
    );
    await pty.type('  execve { filename endswith "/true" }\n}\n');
    await pty.until((lines) =>
      lines.some((line) => /^Would have matched 1 time in the last [\d,]+ events:$/.test(line))
    );
    await pty.type('openat { pathname = "/etc/shadow" }\n');
    await pty.until((lines) =>
      lines.some((line) => /^1 of the last [\d,]+ events$/.test(line)) &&
      lines.some((line) => /head \d+ +openat\("\/etc\/shadow"/.test(line))
    );
    await pty.press("C-c");
    await pty.type("exit\n");
    assert.equal(await pty.status(), 0);
  },
);

function folder(): { readonly path: string } & AsyncDisposable {
  const path = Deno.makeTempDirSync();
  return {
    path,
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
}
