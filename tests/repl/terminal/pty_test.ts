import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { Pty, ptyTest } from "./pty.ts";
import type { PtyOptions } from "./pty.ts";

const PROGRAM = fileURLToPath(new URL("./program.ts", import.meta.url));
const COMMAND = [Deno.execPath(), "run", "-q", "-A", PROGRAM];

// deno-lint-ignore no-control-regex
const ESCAPE = /\x1b/;

/** prompted starts the program and waits for its prompt. */
async function prompted(options: PtyOptions = {}, ...args: readonly string[]): Promise<Pty> {
  const pty = await Pty.start([...COMMAND, ...args], options);
  await pty.until("xr>");
  return pty;
}

ptyTest("a terminal returns what is typed and leaves with Ctrl-D", async () => {
  await using pty = await prompted();
  await pty.type("help");
  await pty.press("Left", "Left", "BSpace", "Enter");
  await pty.until('got "hlp"');
  await pty.press("C-d");
  assert.equal(await pty.status(), 7);
  const screen = await pty.screen({ scrollback: true });
  assert.deepEqual(screen.slice(0, 4), ["xr> hlp", 'got "hlp"', "xr>", "bye 80"]);
});

ptyTest("a terminal reads an entry of several lines and recalls it as one", async () => {
  await using pty = await prompted();
  await pty.type("path {\n  openat {}\n}\n");
  const screen = await pty.until('got "path {\\n  openat {}\\n}"');
  assert.deepEqual(screen.slice(0, 3), ["xr> path {", "..>   openat {}", "..> }"]);
  await pty.press("Up");
  await pty.until((lines) => lines.at(-1) === "..> }");
  await pty.press("Up", "Down", "Enter");
  await pty.until((lines) => lines.at(-1) === "xr>");
});

ptyTest("a terminal keeps its history for the next session, in a private file", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    const path = `${folder}/history`;
    {
      await using pty = await prompted({}, path);
      await pty.type("path {\nx }\nstate\nexit\n");
      assert.equal(await pty.status(), 7);
    }
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    await using pty = await prompted({}, path);
    await pty.press("C-r");
    await pty.type("pat");
    await pty.until('search "pat": path {');
    await pty.press("Enter");
    await pty.until('got "path {\\nx }"');
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

ptyTest("a terminal cancels the entry with Ctrl-C, and a command that runs", async () => {
  await using pty = await prompted();
  await pty.type("path {\nhalf");
  await pty.until("..> half");
  await pty.press("C-c");
  await pty.until((lines) => lines.at(-2) === "..> half^C" && lines.at(-1) === "xr>");
  await pty.type("wait\n");
  await pty.until("waiting");
  await pty.type("forgotten\n");
  await pty.press("C-c");
  await pty.until((lines) => lines.at(-2) === "interrupted" && lines.at(-1) === "xr>");
  await pty.type("ok;");
  await pty.press("Enter");
  await pty.until('got "ok;"');
});

ptyTest("a terminal interrupts a command whose Ctrl-C comes together with its Enter", async () => {
  await using pty = await prompted();
  await pty.type("wait\n\x03ok\n");
  await pty.until("interrupted");
  await pty.until('got "ok"');
});

ptyTest("a terminal takes a paste of several lines as one text", async () => {
  await using pty = await prompted();
  await pty.paste("one\nexit\n\ttwo");
  await pty.shows(["xr> one", "..> exit", "..>     two"]);
  await pty.press("Enter");
  await pty.until('got "one\\nexit\\n\\ttwo"');
});

ptyTest("a terminal shows a paste of escape sequences harmlessly", async () => {
  await using pty = await prompted();
  await pty.type("\x1b[200~a\x1b]0;owned\x07b\x1b[201~");
  await pty.until("xr> a\\x1b]0;owned\\x07b");
});

ptyTest("a terminal shows notices above a line that wraps and is only half typed", async () => {
  await using pty = await prompted({ columns: 40 });
  const half = "half of a line that goes on for longer than the screen";
  await pty.type(half);
  await pty.press("Left", "Left", "Left");
  const rows = ["xr> half of a line that goes on for long", "er than the screen"];
  await pty.shows(rows, { row: 1, column: 15 });
  Deno.kill(await pty.pid(), "SIGUSR1");
  await pty.shows(["notice one", "notice two", ...rows], { row: 3, column: 15 });
  await pty.type("X\n");
  await pty.until('got "half of a line that goes on for');
  await pty.until('ger than the scrXeen"');
});

ptyTest("a terminal completes with Tab and lists the candidates", async () => {
  await using pty = await prompted();
  await pty.type("po\t");
  await pty.until("xr> polic");
  await pty.press("Tab");
  await pty.until((lines) => lines.includes("policies  policy") && lines.at(-1) === "xr> polic");
});

ptyTest("a terminal draws the entry anew when it becomes narrower or wider", async () => {
  await using pty = await prompted({ columns: 80 });
  await pty.type("a line that fits into eighty columns and not into forty");
  await pty.until("not into forty");
  await pty.resize(40, 24);
  await pty.shows(["xr> a line that fits into eighty columns", " and not into forty"]);
  await pty.resize(100, 24);
  await pty.shows(["xr> a line that fits into eighty columns and not into forty"]);
});

ptyTest("a terminal shows the part with the cursor when the entry is taller than it", async () => {
  await using pty = await prompted({ rows: 6 });
  await pty.paste(`{${Array.from({ length: 20 }, (_, line) => `\nline ${line}`).join("")}`);
  await pty.until((lines) => lines.at(-1) === "..> line 19" && lines[0] === "..> line 14");
  await pty.press(...Array.from({ length: 20 }, () => "Up"));
  await pty.until((lines) => lines[0] === "xr> {");
  await pty.press("C-c");
  await pty.until((lines) => lines.at(-1) === "xr>");
});

ptyTest("a terminal is given back while the program is stopped with Ctrl-Z", async () => {
  await using pty = await Pty.start(["bash", "--norc", "-i"], { env: { PS1: "sh$ " } });
  await pty.until("sh$");
  await pty.type(`${COMMAND.join(" ")}\n`);
  await pty.until("xr>");
  await pty.type("half");
  await pty.press("C-z");
  await pty.until("Stopped");
  await pty.type("echo in the $((1 + 1))nd shell; fg\n");
  await pty.until("in the 2nd shell");
  await pty.until((lines) => lines.at(-1) === "xr> half");
  await pty.type(" done\n");
  await pty.until('got "half done"');
});

ptyTest("a terminal goes on after Ctrl-Z when there is no shell to continue it", async () => {
  await using pty = await prompted();
  await pty.type("half");
  await pty.press("C-z");
  await pty.shows(["xr> half", "xr> half"]);
  await pty.type(" done\n");
  await pty.until('got "half done"');
});

ptyTest("a terminal gives the whole screen away and takes it back, whatever happens", async () => {
  await using pty = await prompted();
  for (const [end, last] of [["x", []], ["f", ["failed: broken"]]] as const) {
    await pty.type("stage\n");
    await pty.until((lines) => lines[0] === "stage" && lines.length === 1);
    Deno.kill(await pty.pid(), "SIGUSR1");
    await pty.type("ab");
    await pty.shows(["stage ab"]);
    await pty.type(end);
    // What was told meanwhile stands behind.
    await pty.shows(["xr> stage", "notice one", "notice two", ...last, "xr>"]);
    await pty.press("C-l");
    await pty.shows(["xr>"]);
  }
});

ptyTest("a terminal hands what was typed ahead to whatever takes the whole screen", async () => {
  await using pty = await prompted();
  await pty.type("stage\nabx");
  await pty.shows(["xr> stage", "xr>"]);
});

ptyTest("a terminal waits for one key, or for the interrupt", async () => {
  await using pty = await prompted();
  await pty.type("key\n");
  await pty.shows(["xr> key"]);
  await pty.press("Up");
  await pty.shows(["xr> key", "key up", "xr>"]);
  await pty.type("key\n");
  await pty.shows(["xr> key", "key up", "xr> key"]);
  await pty.press("C-c");
  await pty.until((lines) => lines.at(-1) === "xr>" && lines.includes("key undefined"));
});

ptyTest("a dumb terminal gets prompts and no escape sequence", async () => {
  const log = Deno.makeTempFileSync();
  try {
    // script(1) keeps what the program writes to its terminal as it is.
    await using pty = await Pty.start(["script", "-qec", COMMAND.join(" "), log], {
      env: { TERM: "dumb" },
    });
    await pty.until("xr>");
    await pty.type("half");
    await pty.shows(["xr> half"]);
    await pty.press("C-c");
    await pty.shows(["xr> half^C", "xr>"]);
    await pty.type("path {\n");
    await pty.until("..>");
    await pty.type("}\n");
    await pty.until('got "path {\\n}"');
    await pty.type("wait\n");
    await pty.until("waiting");
    await pty.press("C-c");
    await pty.until("interrupted");
    await pty.press("C-d");
    assert.equal(await pty.status(), 7);
    const written = Deno.readTextFileSync(log);
    assert.match(written, /xr> path \{\r\n\.\.> \}\r\n/);
    assert.doesNotMatch(written, ESCAPE);
  } finally {
    Deno.removeSync(log);
  }
});

Deno.test("a pipe gives entries without prompt or echo, and an interrupt ends it", async () => {
  const child = new Deno.Command(COMMAND[0] ?? "", {
    args: COMMAND.slice(1),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("path {\n}\nwait\nnever\n"));
  let written = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    written += text;
    if (written.endsWith("waiting\n")) child.kill("SIGINT");
  }
  await writer.close();
  assert.equal((await child.status).code, 7);
  assert.equal(written, 'got "path {\\n}"\nwaiting\ninterrupted\nbye Infinity\n');
});
