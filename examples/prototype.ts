/**
 * Tells which recordings a policy matches, as a unit test of it would: those called positive* must,
 * those called negative* must not. It needs neither root nor a kernel. Run:
 * `deno run --allow-read examples/prototype.ts my.policy positive.ndjson negative.ndjson`
 */
import { basename } from "node:path";
import { compile, formatDiagnostic, RecordingError, replay } from "../mod.ts";

const [file = "", ...recordings] = Deno.args;
const text = await Deno.readTextFile(file);
const { machines, diagnostics } = compile(text, { file });
for (const problem of diagnostics) console.error(formatDiagnostic(problem, text));
if (machines.length === 0) Deno.exit(1);

/** tried is how often the policies match in a recording, and how many lines could not be read. */
async function tried(
  path: string,
): Promise<{ readonly matches: number; readonly skipped: number }> {
  for await (const report of replay([path], { policies: machines })) {
    if (report.type === "summary") return report;
  }
  throw new Error("A replay ends with its summary");
}

for (const path of recordings) {
  try {
    const { matches, skipped } = await tried(path);
    const name = basename(path);
    const right = !name.startsWith(matches > 0 ? "negative" : "positive");
    if (!right) Deno.exitCode = 1;
    const unread = skipped > 0 ? `, ${skipped} lines not read` : "";
    console.log(`${right ? "ok  " : "FAIL"}  ${path}: ${matches} matches${unread}`);
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    console.error(error.message);
    Deno.exitCode = 1;
  }
}
