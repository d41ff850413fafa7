/**
 * A program for the terminal's tests: it shows each entry it is given, and knows `wait` (until it
 * is interrupted) and `exit`. SIGUSR1 makes it notify. Its argument is the history's file.
 */
import { openHistory } from "../../../repl/terminal/history_file.ts";
import { openTerminal } from "../../../repl/terminal/open.ts";
import { COLOURED } from "../../../repl/views/palette.ts";

const [path] = Deno.args;
const term = Deno.env.get("TERM");
const terminal = openTerminal({
  // An entry is open while it has more opening than closing braces.
  isOpen: (text) => text.split("{").length > text.split("}").length,
  highlight: (text) => text.replace(/openat/g, (word) => COLOURED("kind", word)),
  complete: (text, cursor) => {
    const from = text.slice(0, cursor).search(/\w*$/);
    const candidates = ["policies", "policy"].filter((one) =>
      one.startsWith(text.slice(from, cursor))
    );
    return Promise.resolve({ from, candidates: candidates.map((text) => ({ text })) });
  },
  ...(path === undefined ? {} : {
    history: openHistory(path, (error) => {
      throw error;
    }),
  }),
  ...(term === undefined ? {} : { term }),
});
Deno.addSignalListener("SIGUSR1", () => terminal.notify(["notice one", "notice two"]));

for (;;) {
  const entry = await terminal.read("xr> ", "..> ");
  if (entry === null || entry === "exit") break;
  if (entry === "wait") {
    await terminal.busy(async (signal) => {
      terminal.write("waiting\n");
      if (!signal.aborted) {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      }
      terminal.write("interrupted\n");
    });
  } else if (entry !== "") {
    terminal.write(`got ${JSON.stringify(entry)}\n`);
  }
}
terminal.write(`bye ${terminal.columns}\n`);
terminal.close();
Deno.exit(7);
