/**
 * The bench: `deno task bench [GROUP...] [--minutes N] [--write]` prints one table and writes what
 * it says to bench/results.json; --write puts it into the documents too, --minutes says how long
 * memory is watched. docs/performance.md explains the rows.
 */
import { parseArgs } from "node:util";
import { VERSION } from "../repl/version.ts";
import { BUFFER } from "./buffer.ts";
import { COMPILER } from "./compiler.ts";
import { writeDocuments } from "./documents.ts";
import { ENGINE } from "./engine.ts";
import { RECORDINGS } from "./recordings.ts";
import { type Conditions, RESULTS } from "./results.ts";
import type { Group, Row } from "./row.ts";
import { SENSOR } from "./sensor.ts";
import { SHELL } from "./shell.ts";
import { table } from "./table.ts";

const GROUPS: Readonly<Record<string, Group>> = {
  buffer: BUFFER,
  compiler: COMPILER,
  engine: ENGINE,
  recordings: RECORDINGS,
  sensor: SENSOR,
  shell: SHELL,
};

function conditions(): Conditions {
  const cpu = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1];
  return {
    date: new Date().toISOString(),
    exeray: VERSION,
    machine: { cpu: cpu ?? Deno.build.arch, cores: navigator.hardwareConcurrency },
    kernel: Deno.osRelease(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    load: Deno.loadavg()[0] ?? 0,
  };
}

async function main(args: readonly string[]): Promise<number> {
  const { positionals: names, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { minutes: { type: "string" }, write: { type: "boolean", default: false } },
  });
  const unknown = names.find((name) => !Object.hasOwn(GROUPS, name));
  if (unknown !== undefined) {
    console.error(`Cannot measure "${unknown}": there are ${Object.keys(GROUPS).join(", ")}`);
    return 2;
  }
  const minutes = values.minutes === undefined ? null : Number(values.minutes);
  if (minutes !== null && !(minutes > 0)) {
    console.error(`Cannot watch memory for "${values.minutes}" minutes`);
    return 2;
  }
  const start = performance.now();
  const before = conditions();
  const groups: Record<string, readonly Row[]> = {};
  for (const [name, group] of Object.entries(GROUPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const rows: Row[] = [];
    for await (const row of group.rows({ minutes })) {
      rows.push(row);
      console.error(`${since(start)}  ${name}: ${row.what}`);
    }
    groups[name] = rows;
  }
  console.log(
    table(Object.values(groups).flat(), ["what", "ours", "wanted", "the other", "ratio"]),
  );
  const results = { ...before, whole: names.length === 0, groups };
  Deno.writeTextFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
  if (values.write) writeDocuments(results);
  return 0;
}

function since(start: number): string {
  const seconds = Math.round((performance.now() - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
