/**
 * The tables in the documents: what stands between `<!-- bench NAME -->` and `<!-- end -->` is
 * written anew from the results of a run. `deno run -A bench/documents.ts` does so with the last
 * results. NAME is a group; or, written after a whole run only, `conditions`, or `short`: the rows
 * that are headlines.
 */
import { RESULTS, type Results } from "./results.ts";
import { table } from "./table.ts";

const DOCUMENTS = ["../docs/performance.md", "../README.md"]
  .map((path) => new URL(path, import.meta.url));

const SECTION = /(<!-- bench (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** writeDocuments puts results into the documents. */
export function writeDocuments(results: Results): void {
  for (const path of DOCUMENTS) {
    const text = Deno.readTextFileSync(path);
    const written = withResults(text, results);
    if (written !== text) Deno.writeTextFileSync(path, written);
  }
}

/** withResults returns a document with these results; what was not measured stays. */
export function withResults(text: string, results: Results): string {
  return text.replaceAll(SECTION, (all: string, begin: string, name: string, end: string) => {
    const section = sectionOf(name, results);
    return section === null ? all : `${begin}\n${section}\n\n${end}`;
  });
}

function sectionOf(name: string, results: Results): string | null {
  if (name === "conditions") return results.whole ? conditionsOf(results) : null;
  if (name === "short") {
    const rows = Object.values(results.groups).flat().filter(({ headline }) => headline === true);
    return !results.whole || rows.length === 0
      ? null
      : table(rows, ["what", "ours", "the other", "ratio"]);
  }
  const rows = results.groups[name];
  if (rows === undefined) return null;
  return table(rows, ["what", "ours", "rounds", "wanted", "the other", "ratio"]);
}

/** conditionsOf says under what the figures were measured, in lines of at most 100 characters. */
function conditionsOf(results: Results): string {
  const { date, exeray, deno, v8, kernel, load, machine: { cpu, cores } } = results;
  const versions = `ExeRay ${exeray}, Deno ${deno} (V8 ${v8}), Linux ${kernel}`;
  const others = `other work had a load of ${load.toFixed(1)} when it began`;
  const text = `Measured on ${
    date.slice(0, 10)
  }: ${versions}, ${cores} cores of an ${cpu}; ${others}.`;
  const words = text.split(" ");
  const lines = [""];
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`.trimStart();
    if (longer.length > 100) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.join("\n");
}

if (import.meta.main) writeDocuments(JSON.parse(Deno.readTextFileSync(RESULTS)) as Results);
