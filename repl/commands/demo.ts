import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Machine } from "../../compiler/machine.ts";
import type { Match, Transition } from "../../engine/report.ts";
import { SensorError } from "../../sensor/errors.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { Failure, STATUS, type Status } from "../status.ts";
import { describe } from "../failures.ts";
import { aborted, forEach } from "../live.ts";
import { textOf } from "../policies/policy.ts";
import { loadPolicies } from "../policies/sources.ts";
import { machineLine, machineStrip, type Position } from "../views/machine.ts";
import { matchReport } from "../views/match.ts";
import type { Screen } from "../views/screen.ts";
import { transitionLine } from "../views/transition.ts";

/** FOLDER holds the policy of the demo, the script that provokes it, and a recording of that. */
const FOLDER = new URL("../../policies/shadow_read/", import.meta.url);

/** LIMIT is how long the script may take before something must be wrong, in ms. */
const LIMIT = 30_000;

/** demo stages a harmless script and shows a policy catch it. */
export const demo = command("cli", {
  name: "demo",
  brief: "Watch a policy catch a harmless script, live",
  examples: [["demo", "a script that reads /etc/shadow is caught"]],
  statuses: ["input", "machine", "interrupted"],
  details: "It needs root on a kernel with BTF; without, it shows a recording of the same.",
  parameters: {},
  async run(context) {
    const { out, err } = context;
    const machines = await loadPolicies(context, [
      pathOf("shadow_read.policy"),
    ]);
    const [machine] = machines;
    if (machine === undefined) throw new Failure(STATUS.input, "Cannot find the demo's policy");
    out.write(
      `${machineLine(machine, out.screen)}\n${
        textOf(machine).text.trim().replace(/^/gm, "  ")
      }\n\n`,
    );
    try {
      return await live(context, machine);
    } catch (error) {
      if (!(error instanceof SensorError)) throw error;
      err.write(`${describe(error)?.message ?? error.message}\n`);
      return await recorded(context, machine);
    }
  },
});

/** pathOf is where a file of the folder is, seen from the working directory if that is shorter. */
function pathOf(name: string): string {
  const whole = fileURLToPath(new URL(name, FOLDER));
  const near = relative(Deno.cwd(), whole);
  return near.startsWith("..") ? whole : near;
}

async function live(context: Context, machine: Machine): Promise<Status> {
  const { out, signal } = context;
  const script = pathOf("provoke.sh");
  await using session = await context.open({ policies: [machine] });
  const moves = session.transitions();
  const found = session.matches();
  const child = await session.run(["sh", script], { stdin: "null", stdout: "stderr" });
  out.write(
    `Running sh ${script} as process ${child.pid}, watched from its first system call:\n\n`,
  );
  const stage = new Stage(context, machine, session.clock.start, "");
  const shown = forEach(moves, (move) => stage.move(move));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, LIMIT));
  try {
    await Promise.race([session.idle(), aborted(signal), limit]);
  } finally {
    clearTimeout(timer);
  }
  child.kill();
  await session.close();
  await shown;
  for await (const match of found) stage.match(match);
  if (signal.aborted) return STATUS.interrupted;
  const { code } = await child.status;
  return stage.end(code === 0 ? "" : `; the script ended with status ${code}`);
}

async function recorded(context: Context, machine: Machine): Promise<Status> {
  const recording = pathOf("positive.ndjson");
  context.out.write(`A recording of it instead, nothing of this happens now (${recording}):\n\n`);
  const stage = new Stage(context, machine, null, "[recording] ");
  const { replay } = await import("../../session/replay.ts");
  const matches: Match[] = [];
  for await (const report of replay([recording], { policies: [machine], transitions: true })) {
    if (report.type === "transition") stage.move(report);
    if (report.type === "match") matches.push(report);
  }
  for (const match of matches) stage.match(match);
  return stage.end("");
}

/** Stage shows what happens; every line of a recording begins with its label. */
class Stage {
  readonly #context: Context;
  readonly #machine: Machine;
  readonly #label: string;
  readonly #screen: Screen;
  #matches = 0;

  constructor(context: Context, machine: Machine, start: string | null, label: string) {
    this.#context = context;
    this.#machine = machine;
    this.#label = label;
    const { screen } = context.out;
    this.#screen = { ...screen, start, columns: screen.columns - label.length };
  }

  move(transition: Transition): void {
    const lines = [transitionLine(transition, this.#screen, this.#machine)];
    const position = positionAfter(transition);
    if (position !== null) lines.push(machineStrip(this.#machine, position, this.#screen));
    this.#show([...lines, ""]);
  }

  match(match: Match): void {
    this.#matches++;
    const { source } = this.#machine;
    this.#show([...matchReport(match, this.#screen, { number: this.#matches, source }), ""]);
  }

  end(cause: string): Status {
    if (this.#matches === 0) {
      throw new Failure(STATUS.input, `Cannot show a match: the policy did not match${cause}`);
    }
    this.#context.out.write(
      "Next: deno task shell, then load policies/shadow_read, " +
        "run sh policies/shadow_read/provoke.sh, explain 1\n",
    );
    return STATUS.done;
  }

  #show(lines: readonly string[]): void {
    for (const line of lines) this.#context.out.write(`${this.#label}${line}`.trimEnd() + "\n");
  }
}

/** positionAfter is where the run stands after a transition, or null where it just ended. */
function positionAfter({ cause, from, to }: Transition): Position | null {
  switch (cause) {
    case "begin":
    case "advance":
      return to ?? from;
    case "repeat":
      return from;
    case "match":
    case "dismissed":
      return cause;
    case "within":
    case "without":
    case "until":
    case "replaced":
    case "subject":
    case "reload":
      return null;
  }
}
