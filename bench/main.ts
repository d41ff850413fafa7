/**
 * The bench: `deno task bench [GROUP...]` prints a table for each group and writes all of it to
 * bench/results.json. docs/performance.md explains the rows.
 */
import { VERSION } from "../repl/version.ts";
import { BUFFER } from "./buffer.ts";
import { COMPILER } from "./compiler.ts";
import { ENGINE } from "./engine.ts";
import { type Group, type Row, table } from "./row.ts";
import { SENSOR } from "./sensor.ts";
import { SHELL } from "./shell.ts";

const GROUPS: Readonly<Record<string, Group>> = {
  buffer: BUFFER,
  compiler: COMPILER,
  engine: ENGINE,
  sensor: SENSOR,
  shell: SHELL,
};
const RESULTS = new URL("results.json", import.meta.url);

/** conditions are what the figures depend on. */
function conditions() {
  const cpu = /^model name\s*: (.*)$/m.exec(Deno.readTextFileSync("/proc/cpuinfo"))?.[1];
  return {
    date: new Date().toISOString(),
    exeray: VERSION,
    machine: { cpu: cpu ?? Deno.build.arch, cores: navigator.hardwareConcurrency },
    kernel: Deno.osRelease(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
  };
}

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => !Object.hasOwn(GROUPS, name));
  if (unknown !== undefined) {
    console.error(`Cannot measure "${unknown}": there are ${Object.keys(GROUPS).join(", ")}`);
    return 2;
  }
  const groups: Record<string, readonly Row[]> = {};
  for (const [name, group] of Object.entries(GROUPS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    const rows: Row[] = [];
    for await (const row of group.rows()) {
      rows.push(row);
      console.error(`${group.title}: ${row.what}`);
    }
    groups[name] = rows;
    console.log(`\n${group.title}\n\n${table(rows)}\n`);
  }
  Deno.writeTextFileSync(RESULTS, `${JSON.stringify({ ...conditions(), groups }, null, 1)}\n`);
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
