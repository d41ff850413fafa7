/**
 * Records the scripts of the policies anew, with what a policy does not wait for left out:
 * `deno run -A tests/policies/record.ts [NAME...]`, as root.
 */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { exeray, ROOT } from "../repl/process.ts";

/** SCRIPTS are what is recorded, with the recording's name. */
const SCRIPTS = [["provoke", "positive"], ["honest", "negative"]] as const;

/** RECORDER ends the list of ancestors: what started the script is no part of what it did. */
const RECORDER = /\/deno$/;

/** COMMON are the libraries and settings that every program opens as it starts. */
const COMMON = /^\/(usr\/)?(lib|share)\/|^\/etc\/(ld\.so\.cache|locale)/;

interface Line {
  readonly kind?: string;
  host?: string;
  cwd?: string;
  ancestors?: string[];
  readonly args?: { readonly file?: string; readonly pathname?: string; env?: string[] };
}

/** LONG are what repeats on each line and is kept only where a policy asks for it. */
const LONG = ["cmdline", "cwd", "age", "parent", "ancestors"];

const PACK = `${ROOT}policies`;
const names = Deno.args.length > 0
  ? Deno.args
  : [...Deno.readDirSync(PACK)].map(({ name }) => name);
for (const name of names) await record(name);

async function record(name: string): Promise<void> {
  const text = await Deno.readTextFile(`${PACK}/${name}/${name}.policy`);
  const kinds = new Set(["execve"]);
  const unused = LONG.filter((field) => !text.includes(`${field} `) && !text.includes(`${field}.`));
  for (const { steps } of compile(text).machines) {
    for (const { kind } of steps) kinds.add(KINDS[kind]?.name ?? "call");
  }
  for (const [script, recording] of SCRIPTS) {
    const folder = await Deno.makeTempDir({ prefix: "exeray-" });
    try {
      await Deno.copyFile(`${PACK}/${name}/${script}.sh`, `${folder}/${script}.sh`);
      const file = `${folder}/all.ndjson`;
      const words = ["record", "--output", file, "--", "sh", `${folder}/${script}.sh`];
      const { code, err } = await exeray(words);
      assert.equal(code, 0, err);
      const lines = (await Deno.readTextFile(file)).split("\n").filter((line) => line !== "");
      const kept = lines.map((line) => trimmed(JSON.parse(line), kinds, unused)).filter((line) =>
        line !== ""
      );
      await Deno.writeTextFile(`${PACK}/${name}/${recording}.ndjson`, kept.join(""));
      console.log(`${name}/${recording}.ndjson: ${kept.length} of ${lines.length} lines`);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  }
}

/** trimmed is a line without what tells of this machine, or empty if it is not needed. */
function trimmed(line: Line, kinds: ReadonlySet<string>, unused: readonly string[]): string {
  if (line.host !== undefined) line.host = "host";
  if (line.kind !== undefined && !kinds.has(line.kind)) return "";
  if (COMMON.test(line.args?.file ?? line.args?.pathname ?? "") && line.kind === "openat") {
    return "";
  }
  delete line.args?.env;
  if (line.kind !== undefined) {
    for (const key of unused) Reflect.deleteProperty(line, key);
  }
  if (line.cwd?.startsWith(ROOT.slice(0, -1))) line.cwd = "/root";
  const end = line.ancestors?.findIndex((exe) => RECORDER.test(exe)) ?? -1;
  if (end >= 0) line.ancestors?.splice(end);
  return `${JSON.stringify(line)}\n`;
}
