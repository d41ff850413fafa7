import assert from "node:assert/strict";
import { pipeTerminal } from "../../../repl/terminal/pipe.ts";

/** piped returns the entries that a pipe with `text` in it gives, and what was written. */
async function piped(pieces: readonly string[], prompts = false): Promise<[string[], string]> {
  const encoder = new TextEncoder();
  let written = "";
  const terminal = pipeTerminal({
    input: ReadableStream.from(pieces.map((piece) => encoder.encode(piece))),
    write: (text) => written += text,
    columns: Infinity,
    prompts,
    isOpen: (text) => text.split("{").length > text.split("}").length,
  });
  const entries: string[] = [];
  for (;;) {
    const entry = await terminal.read("> ", ". ");
    if (entry === null) break;
    entries.push(entry);
  }
  terminal.close();
  return [entries, written];
}

Deno.test("pipeTerminal reads entries and writes neither prompt nor echo", async () => {
  assert.deepEqual(await piped(["help\r\npath {\n  op", "enat {}\n}\nexit"]), [
    ["help", "path {\n  openat {}\n}", "exit"],
    "",
  ]);
});

Deno.test("pipeTerminal hands on what is still open at the end", async () => {
  assert.deepEqual(await piped(["path {\n"]), [["path {"], ""]);
});

Deno.test("pipeTerminal prompts a dumb terminal without escape sequences", async () => {
  assert.deepEqual(await piped(["a {\n}\n"], true), [["a {\n}"], "> . > \n"]);
});
