/** `watch` on a real terminal: it takes the whole screen and gives it back. */
import assert from "node:assert/strict";
import { live } from "../../live/harness.ts";
import { PROGRAM, ROOT } from "../process.ts";
import { isPrompt, shellEnv, shellPty } from "../shell_pty.ts";
import { Pty, type PtyOptions, ptyTest } from "../terminal/pty.ts";

/** watching starts the shell with a policy and enters `watch`. */
async function watching(options: PtyOptions = {}): Promise<Pty> {
  const pty = await shellPty(options);
  await pty.type("load policies/shadow_read\n");
  await pty.until("shadow_read: 4 states");
  await pty.type("watch\n");
  await pty.until("no match yet");
  return pty;
}

const back = (lines: readonly string[]) =>
  lines.some((line) => line.startsWith("shadow_read: 4 states")) &&
  isPrompt(lines.at(-1));

ptyTest("watch takes the whole screen and gives it back as it was when q is pressed", async () => {
  await using pty = await watching();
  const screen = await pty.screen();
  assert.equal(screen.length, 24);
  assert.match(screen.at(-1) ?? "", /^q quit/);
  await pty.type("q");
  await pty.until(back);
  await pty.type("policies\n");
  await pty.until((lines) => lines.some((line) => /^shadow_read {2}high .* 4 /.test(line)));
  await pty.press("C-d");
  assert.equal(await pty.status(), 0);
});

ptyTest("watch draws itself anew when the terminal becomes narrow and wide again", async () => {
  await using pty = await watching();
  await pty.resize(40, 12);
  await pty.until((lines) => lines.length === 12 && /^q quit/.test(lines.at(-1) ?? ""));
  for (const line of await pty.screen()) assert.ok(line.length <= 40, line);
  await pty.resize(100, 30);
  await pty.until((lines) => lines.length === 30 && lines[0]?.startsWith("ExeRay watch") === true);
  await pty.press("C-c");
  await pty.until(back);
});

ptyTest("watch gives the terminal back while the shell is stopped with Ctrl-Z", async () => {
  await using pty = await Pty.start(["bash", "--norc", "-i"], {
    cwd: ROOT,
    env: { PS1: "sh$ ", ...shellEnv() },
  });
  await pty.until("sh$");
  await pty.type(`${PROGRAM.join(" ")}\n`);
  await pty.until((lines) => isPrompt(lines.at(-1)));
  await pty.type("watch\n");
  await pty.until("no match yet");
  await pty.press("C-z");
  await pty.until("Stopped");
  await pty.type("echo in the $((1 + 1))nd shell\n");
  await pty.until("in the 2nd shell");
  await pty.type("fg\n");
  await pty.until((lines) => lines[0]?.startsWith("ExeRay watch") === true && lines.length === 24);
  await pty.type("q");
  await pty.until("in the 2nd shell");
});

ptyTest("watch gives the terminal back when the shell is terminated", async () => {
  await using pty = await Pty.start(["bash", "--norc", "-i"], {
    cwd: ROOT,
    env: { PS1: "sh$ ", ...shellEnv() },
  });
  await pty.until("sh$");
  await pty.type(`(sleep 60 & echo $! > /dev/null); ${PROGRAM.join(" ")} ; echo ended $?\n`);
  await pty.until((lines) => isPrompt(lines.at(-1)));
  await pty.type("watch\n");
  await pty.until("no match yet");
  const shell = new TextDecoder().decode(
    new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", String(await pty.pid())] })
      .outputSync().stdout,
  );
  for (const pid of shell.trim().split(/\s+/)) Deno.kill(Number(pid), "SIGTERM");
  await pty.until("ended 130");
  await pty.type("echo typed\n");
  await pty.until((lines) => lines.includes("typed"));
});

ptyTest("watch refuses a terminal without a whole screen in one line", async () => {
  await using pty = await shellPty({ env: { TERM: "dumb" } });
  await pty.type("watch\n");
  await pty.until("Cannot watch here: it needs a terminal with a whole screen");
});

live("watch shows a live run, its evidence, and its match when that comes", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    await using pty = await watching({ columns: 100 });
    await pty.type("q");
    await pty.until(back);
    await pty.type(
      `run sh -c 'read x < /etc/shadow; until [ -e ${folder}/go ]; do sleep 0.1; done; `,
    );
    await pty.type("/bin/true'\n");
    await pty.until("watched from the start");
    await pty.type(
      'path "live_one" by tree within 1h { openat { pathname = "/etc/shadow" } ' +
        'openat { pathname =~ "^/lib|^/usr|^/etc/ld" } execve { filename = "/bin/true" } }\n',
    );
    await pty.until("live_one: 3 states");
    await pty.type("run sh -c 'read x < /etc/shadow; /bin/ls / >/dev/null; ");
    await pty.type(`until [ -e ${folder}/go ]; do sleep 0.1; done; /bin/true'\n`);
    await pty.until((lines) =>
      lines.filter((line) => line.includes("from the start")).length === 2
    );
    await pty.type("watch\n");
    await pty.until((lines) => lines.some((line) => /○ tree \d+ .* 59 min/.test(line)));
    await pty.type("/live_one");
    await pty.press("Enter", "j", "Enter");
    await pty.until("run of live_one");
    await pty.until('line 1: openat { pathname = "/etc/shadow" }');
    await pty.until((lines) => lines.some((line) => /█ 5\d min$/.test(line)));
    Deno.writeTextFileSync(`${folder}/go`, "");
    await pty.until("ended: it has matched");
    await pty.press("Escape");
    await pty.until((lines) => lines.some((line) => /^match 1 .* live_one/.test(line)));
    await pty.type("q");
    await pty.until((lines) =>
      lines.some((line) => /^match 1 .* live_one/.test(line)) && back(lines)
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
