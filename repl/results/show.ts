import type { Context } from "../context.ts";
import { screenFor } from "../screens.ts";
import { rowsText, type Shown } from "./shown.ts";

/** show writes a result and remembers it. */
export function show<T>(
  { out, shell }: Pick<Context, "out" | "shell">,
  { format }: { readonly format: string },
  shown: Shown<T>,
): void {
  if (shell !== null) shell.last = shown;
  const { items } = shown;
  if (format === "ndjson") return out.write(rowsText(shown, items));
  const screen = shell === null ? out.screen : screenFor(out, shell);
  out.write(shown.lines(items, screen).map((line) => `${line}\n`).join(""));
}
