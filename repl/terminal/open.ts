import { pipeTerminal } from "./pipe.ts";
import type { Terminal, TerminalOptions } from "./terminal.ts";
import { ttyTerminal, writeOut } from "./tty.ts";

/** openTerminal takes what this process has for a terminal: see {@link Terminal}. */
export function openTerminal(options: TerminalOptions & { readonly term?: string }): Terminal {
  const input = Deno.stdin.isTerminal(), output = Deno.stdout.isTerminal();
  if (input && output && options.term !== "dumb") return ttyTerminal(options);
  return pipeTerminal({
    isOpen: options.isOpen,
    input: Deno.stdin.readable,
    write: writeOut,
    columns: output ? columnsOf() : Infinity,
    prompts: input && output,
  });
}

function columnsOf(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    return 80;
  }
}
