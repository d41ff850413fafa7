/** Policies that are exchanged while they judge: 50,000 numbered events, each judged once. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { Said, spawn, text } from "../repl/process.ts";
import { live, program, temporary } from "./harness.ts";

const COUNT = 50_000;

/** EACH matches every event, ENDS the first and the last: its run lasts all the time. */
const EACH = `path "each" by process { openat { pathname startswith "/n/" } }\n`;
const ENDS = `path "ends" by process {
  openat { pathname = "/n/00001" }
  openat { pathname = "/n/${COUNT}" }
}\n`;

/** OTHERS ask the sensor for other calls, phases and fields each. */
const OTHERS = [
  `path "other" by process { openat { pathname = "/n/none", ret >= 0 } }\n`,
  `path "other" by process { write { content = "none" } execve { env has "NONE=1" } }\n`,
  `path "other" by process { call { syscall = "nanosleep" } call { syscall = "none" } }\n`,
  `path "other" by process { openat { pathname = "/n/none" } }\n` +
  `path "more" by process { unlink { pathname = "/n/none" } }\n`,
];

/** assertEachOnce fails unless every number has exactly one match. */
function assertEachOnce(matches: readonly Match[]): void {
  const times = new Uint32Array(COUNT + 1);
  for (const { policy, steps } of matches) {
    if (policy !== "each") continue;
    const number = Number(String(steps[0]?.first.args.pathname).slice("/n/".length));
    times[number] = (times[number] ?? 0) + 1;
  }
  const wrong = [...times.keys()].filter((number) => number > 0 && times[number] !== 1);
  assert.deepEqual(wrong.slice(0, 10).map((number) => [number, times[number]]), []);
  const ends = matches.filter(({ policy }) => policy === "ends");
  assert.deepEqual(ends.map(({ steps }) => steps.length), [2]);
}

live("LiveSession judges every event once when its policies are replaced meanwhile", async () => {
  const blocks = 50;
  const sets = OTHERS.map((other) => compile(EACH + ENDS + other).machines);
  await using session = await openSession({ policies: compile(EACH + ENDS).machines });
  const matches = (async () => await Array.fromAsync(session.matches()))();
  using gate = new Gate();
  const child = await session.run(numbers(blocks, gate), { stdout: "null" });
  for (let block = 0; block < blocks; block++) {
    gate.open();
    const { unchanged } = await session.replace(sets[block % sets.length] ?? []);
    assert.deepEqual(unchanged.slice(0, 2), ["each", "ends"]);
  }
  assert.equal((await child.status).code, 0);
  await session.idle();
  const { dropped } = await session.close();
  assert.equal(dropped, 0);
  assertEachOnce(await matches);
});

live("run --watch judges every event once when files change meanwhile", async () => {
  const blocks = 10;
  const folder = temporary();
  await Deno.writeTextFile(`${folder}/each.policy`, EACH);
  await Deno.writeTextFile(`${folder}/ends.policy`, ENDS);
  await Deno.writeTextFile(`${folder}/other.policy`, OTHERS.at(-1) ?? "");
  using gate = new Gate();
  const words = ["run", folder, "--watch", "--format", "ndjson", "--"];
  const child = spawn([...words, ...numbers(blocks, gate)]);
  await child.stdin.close();
  const out = text(child.stdout);
  const said = new Said(child.stderr);
  await said.next("ready");
  for (let block = 0; block < blocks; block++) {
    gate.open();
    const broken = block % 5 === 4;
    const wanted = broken ? `path "broken" {` : OTHERS[block % OTHERS.length] ?? "";
    // Editors either write in place or rename a new file to the name.
    const place = block % 2 === 0 ? "other.policy" : ".other.policy.new";
    await Deno.writeTextFile(`${folder}/${place}`, wanted);
    if (block % 2 === 1) await Deno.rename(`${folder}/${place}`, `${folder}/other.policy`);
    await said.next(broken ? "Kept the running policies: " : "Reloaded: ");
  }
  assert.equal((await child.status).code, 0);
  await said.end();
  const lines = (await out).trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.at(-1).dropped, 0);
  assertEachOnce(lines.filter(({ type }) => type === "match"));
});

/** numbers is the command that makes the events, in so many blocks. */
function numbers(blocks: number, gate: Gate): readonly string[] {
  return [program("numbers"), String(COUNT), String(COUNT / blocks), gate.path];
}

/** Gate holds up the program between its blocks. */
class Gate implements Disposable {
  readonly path = `${temporary()}/gate`;
  readonly #file: Deno.FsFile;

  constructor() {
    new Deno.Command("mkfifo", { args: [this.path] }).outputSync();
    // Open for both, the pipe waits for nobody.
    this.#file = Deno.openSync(this.path, { read: true, write: true });
  }

  /** open lets one more block pass. */
  open(): void {
    this.#file.writeSync(Uint8Array.of(0));
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
