/**
 * The canonical layout of policy files: one way to write a policy, so that nobody has to choose and
 * a difference between two versions is a difference in meaning. Only white space, separators and
 * the order of a policy's options change; every other token and every comment stays as written.
 */
import type { Diagnostic } from "../diagnostics.ts";
import { checkOptions } from "../passes/options.ts";
import { Report } from "../report.ts";
import { Source } from "../source.ts";
import { parseFile } from "../syntax.ts";
import { render } from "./doc.ts";
import { layOut } from "./layout.ts";

/** Formatted is a text in the canonical layout, or why there is none. */
export type Formatted =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * formatPolicy lays out a policy file. It needs sound syntax only: names need not exist. `file` is
 * the name that diagnostics show.
 */
export function formatPolicy(text: string, file = "<policy>"): Formatted {
  const report = new Report(new Source(file, text));
  const tree = parseFile(report).file;
  for (const item of tree.items) {
    // Without a value the head ends elsewhere than where it seems to; only this check reports that.
    if (item.node === "policy" && item.options.some(({ value }) => value === null)) {
      checkOptions(item, report);
    }
  }
  if (report.errors > 0) return { ok: false, diagnostics: report.diagnostics() };
  // Before the end of a line no token has a carriage return, only white space and comments.
  const lines = text.replace(/\r+\n/g, "\n");
  if (lines !== text) return formatPolicy(lines, file);
  return { ok: true, text: render(layOut(tree, text)) };
}
