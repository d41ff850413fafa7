/** What the prompt is like to type at, in terminals of all sorts. */
import assert from "node:assert/strict";
import { complete } from "../../repl/app.ts";
import { kept, Prompt } from "./fixture.ts";
import { PROGRAM, ROOT } from "./process.ts";
import { Pty, type PtyOptions, ptyTest } from "./terminal/pty.ts";

/** isPrompt: what the prompt tells besides is not this test's business. */
function isPrompt(line: string | undefined): boolean {
  return /^exeray[^>]*>$/.test(line ?? "");
}

/** prompted runs a shell with a history of its own until `use` has ended. */
async function prompted(
  options: PtyOptions,
  use: (pty: Pty, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const env = { XDG_STATE_HOME: folder, EXERAY_RC: "", ...options.env };
    await using pty = await Pty.start(PROGRAM, { cwd: ROOT, ...options, env });
    await pty.until((lines) => isPrompt(lines.at(-1)));
    await use(pty, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function words(prompt: Prompt, ...typed: string[]): Promise<readonly string[]> {
  const base = { ...kept().base, shell: prompt.bench };
  return (await complete("prompt", typed, base)).map(({ word }) => word);
}

Deno.test("completion says of each word what it is, not what all of them are", async () => {
  await using prompt = new Prompt();
  const base = { ...kept().base, shell: prompt.bench };
  for (const line of [["set", ""], ["help", ""]]) {
    const briefs = (await complete("prompt", line, base)).map(({ brief }) => brief);
    assert.equal(new Set(briefs).size, briefs.length, line.join(" "));
  }
  assert.ok((await words(prompt, "help", "pathn")).includes("pathname"));
});

Deno.test("completion proposes programs and files as the words of a program", async () => {
  await using prompt = new Prompt();
  assert.ok((await words(prompt, "run", "ca")).includes("cat"));
  assert.ok((await words(prompt, "run", "./REA")).includes("./README.md"));
  assert.ok((await words(prompt, "run", "cat", "pol")).includes("policies/"));
  assert.ok((await words(prompt, "run", "--no")).includes("--no-follow"));
});

Deno.test("completion proposes the policies that a command can mean", async () => {
  await using prompt = new Prompt();
  await prompt.type('path "one" { execve {} }; path "two" { execve {} }; disable two');
  for (
    const [command, names] of [
      ["show", ["one", "two"]],
      ["drop", ["one", "two"]],
      ["edit", ["one", "two"]],
      ["disable", ["one"]],
      ["enable", ["two"]],
    ] as const
  ) {
    const found = await words(prompt, command, "");
    assert.deepEqual(found.filter((word) => !word.startsWith("-")), names, command);
  }
  assert.ok((await words(prompt, "save", "x", "t")).includes("two"));
});

Deno.test({
  name: "completion proposes processes with their command lines, secrets masked where that is set",
  // The C library, which reads /proc safely, stays loaded.
  sanitizeResources: false,
  async fn() {
    await using prompt = new Prompt();
    const base = { ...kept().base, shell: prompt.bench };
    const child = new Deno.Command("sleep", { args: ["98765"], env: { PASSWORD: "hunter2" } })
      .spawn();
    try {
      const pid = String(child.pid);
      // What is started is another program for a moment.
      let found: readonly { readonly word: string; readonly brief: string }[] = [];
      while (!found.some(({ brief }) => brief.includes("sleep 98765"))) {
        found = (await complete("prompt", ["attach", pid], base)).filter(({ word }) =>
          word === pid
        );
      }
      assert.equal(found.length, 1);
    } finally {
      child.kill();
      await child.status;
    }
    await prompt.type("attach 7");
    prompt.session.watched.set(8, {
      pid: 8,
      name: "x --token hunter2",
      follow: true,
      processes: 1,
    });
    const targets = () => complete("prompt", ["detach", ""], base);
    assert.deepEqual((await targets()).map(({ word, brief }) => `${word} ${brief}`), [
      "7 p7",
      "8 x --token hunter2",
    ]);
    await prompt.type("set redact on");
    assert.equal((await targets())[1]?.brief, "x --token [redacted:value]");
  },
});

ptyTest("a prompt of 40 columns keeps every line of a page within them", async () => {
  await prompted({ columns: 40, rows: 200, env: { NO_COLOR: "1" } }, async (pty) => {
    for (const line of ["set", "help replay", "policies"]) {
      await pty.type(`${line}\n`);
      await pty.until((lines) => isPrompt(lines.at(-1)) && lines.some((one) => one.endsWith(line)));
    }
    // A line that the terminal had to break would go on in the first column of the next one.
    const screen = await pty.screen();
    const page = screen.slice(screen.findIndex((line) => line.endsWith("help replay")));
    for (const line of page.filter((line) => line.startsWith("  --"))) {
      assert.ok(line.length <= 40, line);
    }
    assert.ok(page.includes("Examples"), page.join("\n"));
    await pty.type(
      'path "a policy that is longer than the screen" { openat { pathname = "/x" } }\n',
    );
    await pty.until((lines) => lines.some((line) => line.includes("1 state")));
  });
});

ptyTest("a prompt completes the second statement of a line, and files", async () => {
  await prompted({ columns: 100, env: { NO_COLOR: "1" } }, async (pty) => {
    await pty.type("set time relative; load pol\t");
    await pty.until((lines) => lines.at(-1)?.endsWith("load policies/") ?? false);
    await pty.type("\n");
    await pty.until("shadow_read: 4 states");
    await pty.type("policies; sho");
    await pty.press("Tab");
    await pty.until((lines) => lines.at(-1)?.endsWith("; show") ?? false);
    // The only way to go on is taken with the space behind it.
    await pty.type("sha");
    await pty.press("Tab");
    await pty.until((lines) => lines.at(-1)?.endsWith("show shadow_read") ?? false);
    await pty.press("Enter");
    await pty.until('path "shadow_read"');
  });
});

ptyTest(
  "a prompt completes processes by their command lines, and the files of a program",
  async () => {
    await prompted({ columns: 100 }, async (pty, folder) => {
      await Deno.writeTextFile(`${folder}/marked_script`, "read x");
      const child = new Deno.Command("sh", {
        args: [`${folder}/marked_script`],
        stdin: "piped",
        stdout: "null",
      }).spawn();
      try {
        await pty.type(`attach ${folder.slice(5)}/mark`);
        await pty.press("Tab");
        await pty.until((lines) => lines.at(-1)?.endsWith(`attach ${child.pid}`) ?? false);
        await pty.press("C-c");
        await pty.type(`run cat ${folder}/mar`);
        await pty.press("Tab");
        await pty.until((lines) => lines.at(-1)?.endsWith("/marked_script") ?? false);
      } finally {
        await child.stdin.close();
        await child.status;
      }
    });
  },
);

ptyTest(
  "bash completes with the printed script, into folders, and lists words with what they are",
  async () => {
    const env = { PS1: "sh$ ", PATH: `${ROOT}bin:${Deno.env.get("PATH")}` };
    await using pty = await Pty.start(["bash", "--norc", "-i"], { cwd: ROOT, columns: 100, env });
    await pty.until("sh$");
    await pty.type('eval "$(exeray completions bash)"; clear\n');
    await pty.until((lines) => lines.length === 1 && lines[0] === "sh$");
    await pty.type("exeray check pol\t");
    await pty.until((lines) => lines.at(-1) === "sh$ exeray check policies/");
    await pty.type("sha\t");
    await pty.until((lines) => lines.at(-1) === "sh$ exeray check policies/shadow_read/");
    await pty.press("C-u");
    await pty.type("exeray to");
    await pty.press("Tab");
    await pty.until((lines) => lines.at(-1) === "sh$ exeray tokens");
    await pty.press("C-u");
    await pty.type("exeray f");
    await pty.press("Tab", "Tab");
    await pty.until((lines) => lines.includes("fmt  Write policy files in the canonical layout"));
  },
);

ptyTest("a dumb terminal and NO_COLOR get no escape sequence from the prompt", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const log = `${folder}/log`;
    const env = { TERM: "dumb", NO_COLOR: "1", XDG_STATE_HOME: folder, EXERAY_RC: "" };
    await using pty = await Pty.start(["script", "-qec", PROGRAM.join(" "), log], {
      cwd: ROOT,
      env,
    });
    await pty.until((lines) => isPrompt(lines.at(-1)));
    await pty.type('path "p" { execve {} }\n');
    await pty.until("p: 1 state");
    await pty.type("policies\n");
    await pty.until("waits for");
    await pty.press("C-d");
    assert.equal(await pty.status(), 0);
    assert.ok(!(await Deno.readTextFile(log)).includes("\x1b"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

ptyTest("a prompt finds an earlier entry with Ctrl-R, also of another session, once", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = { XDG_STATE_HOME: folder, EXERAY_RC: "", NO_COLOR: "1" };
    for (const _ of [1, 2]) {
      await using pty = await Pty.start(PROGRAM, { cwd: ROOT, env });
      await pty.until((lines) => isPrompt(lines.at(-1)));
      await pty.type("set time relative\npolicies\nset time relative\nexit\n");
      assert.equal(await pty.status(), 0);
    }
    await using pty = await Pty.start(PROGRAM, { cwd: ROOT, env });
    await pty.until((lines) => isPrompt(lines.at(-1)));
    await pty.press("C-r");
    await pty.type("rela");
    await pty.until('search "rela": set time relative');
    // There is no second one, older or not.
    await pty.press("C-r");
    await pty.type("tive");
    await pty.until('search "relative": set time relative');
    await pty.press("C-g");
    await pty.press("Up", "Up", "Up");
    await pty.until((lines) => /> policies$/.test(lines.at(-1) ?? ""));
    const { mode } = await Deno.stat(`${folder}/exeray/history`);
    assert.equal((mode ?? 0) & 0o777, 0o600);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

ptyTest("a prompt is left with Ctrl-Z and taken up again with fg, with what is typed", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = { PS1: "sh$ ", XDG_STATE_HOME: folder, EXERAY_RC: "", NO_COLOR: "1" };
    await using pty = await Pty.start(["bash", "--norc", "-i"], { cwd: ROOT, env, columns: 100 });
    await pty.until("sh$");
    await pty.type(`${PROGRAM.join(" ")}\n`);
    await pty.until((lines) => isPrompt(lines.at(-1)));
    await pty.type("set ti");
    await pty.press("C-z");
    await pty.until("Stopped");
    await pty.type("echo in the $((1 + 1))nd shell; fg\n");
    await pty.until("in the 2nd shell");
    await pty.until((lines) => /^exeray[^>]*> set ti$/.test(lines.at(-1) ?? ""));
    await pty.type("me\n");
    await pty.until("clock, relative");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
