/**
 * A program for the terminal's tests: it shows each entry it is given, and knows `wait` (until it
 * is interrupted), `stage` (takes the whole screen), `key` and `exit`. SIGUSR1 makes it notify. Its argument is the history's file.
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
  } else if (entry === "stage") {
    // It draws what it is told by keys; x ends it, and f breaks it.
    await terminal.busy(async () => {
      await terminal.seat?.takeOver(async (stage) => {
        let shown = "";
        for (;;) {
          stage.draw([`stage ${shown}`]);
          const key = await stage.next(100);
          if (key?.text.endsWith("x")) return;
          if (key?.text.endsWith("f")) throw new Error("broken");
          shown += key?.text ?? "";
        }
      }).catch((error: Error) => terminal.write(`failed: ${error.message}\n`));
    });
  } else if (entry === "key") {
    await terminal.busy(async () => {
      const key = await terminal.seat?.key();
      terminal.write(`key ${key?.name}\n`);
    });
  } else if (entry !== "") {
    terminal.write(`got ${JSON.stringify(entry)}\n`);
  }
}
terminal.write(`bye ${terminal.columns}\n`);
terminal.close();
Deno.exit(7);
