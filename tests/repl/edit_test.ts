/** `edit` at a real terminal: an editor that reads keys gets all of them, and gives it back. */
import assert from "node:assert/strict";
import { PROGRAM, ROOT } from "./process.ts";
import { Pty, ptyTest } from "./terminal/pty.ts";

/** isPrompt: what the prompt tells besides is not this test's business. */
function isPrompt(line: string | undefined): boolean {
  return /^exeray[^>]*>$/.test(line ?? "");
}

/** EDITOR asks for a word in cooked mode, and puts it in place of the file name that is waited for. */
const EDITOR = `#!/bin/sh
trap 'echo interrupted' INT
while printf 'word? ' && ! read -r word; do :; done
sed -i "s#\\"/etc/[^ ]*\\"#\\"/etc/$word\\"#; s#{ [a-z]* =#{ \${2:-pathname} =#" "$1"
`;

ptyTest("edit hands the terminal over, loads what comes back, and edits errors again", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/editor`, EDITOR, { mode: 0o755 });
    const env = {
      XDG_STATE_HOME: folder,
      EXERAY_RC: "",
      NO_COLOR: "1",
      VISUAL: `${folder}/editor`,
    };
    await using pty = await Pty.start(PROGRAM, { cwd: ROOT, env, columns: 100, rows: 40 });
    const prompted = () => pty.until((lines) => isPrompt(lines.at(-1)));
    await prompted();
    await pty.type('path "p" { openat { pathname = "/etc/shadow" } }\n');
    await pty.until("p: 1 state");
    await pty.type("edit p\n");
    await pty.until("word?");
    // Ctrl-C is the editor's own, and every key reaches it.
    await pty.press("C-c");
    await pty.until("interrupted");
    await pty.type("gshadow\n");
    await pty.until((lines) =>
      isPrompt(lines.at(-1)) &&
      lines.filter((line) => line.startsWith("p: 1 state")).length === 2
    );
    await pty.type("show p\n");
    await pty.until('"/etc/gshadow"');
    // A quote in the word makes it no policy: the text is edited again after Enter.
    await pty.type("edit p\n");
    await pty.until((lines) => lines.at(-1) === "word?");
    await pty.type('bad"\n');
    await pty.until("Enter edits it again");
    await pty.press("Enter");
    await pty.until((lines) => lines.at(-1) === "word?");
    await pty.type('still" bad\n');
    await pty.until((lines) => lines.filter((line) => line.startsWith("Enter edits")).length === 2);
    await pty.press("q");
    await pty.until("What was written is in ");
    await pty.type("undo\n");
    await pty.until("Undone: edit p");
    await pty.type("half");
    await pty.press("C-c");
    await prompted();
    await pty.press("C-d");
    assert.equal(await pty.status(), 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

ptyTest("edit says which editor is not there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const env = {
      XDG_STATE_HOME: folder,
      EXERAY_RC: "",
      NO_COLOR: "1",
      VISUAL: "no-such-editor -x",
    };
    await using pty = await Pty.start(PROGRAM, { cwd: ROOT, env, columns: 100 });
    await pty.until((lines) => isPrompt(lines.at(-1)));
    await pty.type('path "p" { execve {} }\nedit p\n');
    await pty.until('Cannot edit: there is no "no-such-editor -x"');
    await pty.until((lines) => isPrompt(lines.at(-1)));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
