/**
 * Watches the processes of a name with the policies of a folder, and takes up what changes there:
 * runs of policies that stay the same go on. Ctrl-C ends it. Run:
 * `deno run -q -P=hunt --allow-read examples/follow.ts policies nginx`
 */
import {
  compileSet,
  formatDiagnostic,
  type Machine,
  openSession,
  PolicyWatch,
  type SourceText,
  toJson,
} from "../mod.ts";

const [folder = "", name = ""] = Deno.args;

/** compiled is what the folder's policies say now; null where any of them has an error. */
async function compiled(): Promise<readonly Machine[] | null> {
  const sources: SourceText[] = [];
  for await (const { name: file } of Deno.readDir(folder)) {
    if (!file.endsWith(".policy")) continue;
    sources.push({ file, text: await Deno.readTextFile(`${folder}/${file}`) });
  }
  const { machines, diagnostics } = compileSet(sources);
  for (const problem of diagnostics) {
    const { text } = sources.find(({ file }) => file === problem.file) ?? { text: "" };
    console.error(formatDiagnostic(problem, text));
  }
  return diagnostics.some(({ severity }) => severity === "error") ? null : machines;
}

// It watches from here on: no change is missed, however long the first reading takes.
using changes = new PolicyWatch([folder]);
await using session = await openSession({ policies: await compiled() ?? [] });
const matches = session.matches();
const { found } = await session.attachEvery({ name });
console.error(`Watching ${found.join(", ")}`);

Deno.addSignalListener("SIGINT", () => {
  changes.close();
  void session.close();
});
const told = (async () => {
  for await (const match of matches) console.log(toJson(match));
})();
for await (const _ of changes) {
  const machines = await compiled();
  if (machines === null) continue;
  const { added, changed, removed } = await session.replace(machines);
  console.error(`${added.length} added, ${changed.length} changed, ${removed.length} removed`);
}
await told;
