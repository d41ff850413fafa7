/**
 * The tour: five steps on a live harmless process, each an entry that is carried out as if it had
 * been typed. It has a workbench of its own, so the prompt that it was started at stays as it is:
 * its policies, its targets, its matches and what `undo` would take back.
 */
import { Failure, STATUS, type Status } from "./status.ts";
import { screenFor } from "./screens.ts";
import { evaluate, isPolicyText, type PromptBase } from "./evaluate.ts";
import { describe, faultText } from "./failures.ts";
import { Notices } from "./results/notices.ts";
import type { Seat } from "./terminal/terminal.ts";
import { highlight } from "./views/highlight.ts";
import { columnsOf } from "./views/screen.ts";
import { wrap } from "./views/width.ts";
import { Workbench } from "./workbench.ts";

/** LIMIT_MS is how long the process may take to do what the policy waits for, in ms. */
const LIMIT_MS = 30_000;

const POLL_MS = 50;

/** Step is one step: what is said before, what is then carried out, and what it has to wait for. */
interface Step {
  readonly title: string;
  readonly text: string;
  readonly entry: string;
  readonly when?: (bench: Workbench) => Promise<boolean>;
}

/** STEPS are the tour. The process reads a file that anybody may read and does nothing at all. */
const STEPS: readonly Step[] = [
  {
    title: "Start a program",
    text:
      "run starts a program and watches it, with its children, from its first system call on. " +
      "attach PID would watch one that runs already. This one reads a file every few seconds, and " +
      "then runs true, which does nothing",
    entry:
      "run env -i sh -c 'while :; do read x < /etc/hostname; sleep 2; /bin/true; sleep 1; done'",
  },
  {
    title: "Say what to look for",
    text:
      "A policy is a sequence of system calls. It is compiled to a state machine when its last " +
      "brace is closed, and runs from then on. cooldown keeps it from telling the same again every " +
      "few seconds. help openat shows what can be asked of a step",
    entry: 'path "tour" by tree within 10s cooldown 5m {\n' +
      '    openat { pathname = "/etc/hostname" }\n' +
      '    execve { filename =~ "/true$" }\n' +
      "}",
  },
  {
    title: "Watch it come",
    text:
      "Between the two steps, the process stands in the middle of the policy: it has read the " +
      "file and not run true. watch shows that as it moves, on the whole screen. Look for a few " +
      "seconds until something matches; q leads back here",
    entry: "watch",
  },
  {
    title: "Look at the evidence",
    text: "explain shows a match in full: each event, and the line of the policy that it fulfilled",
    entry: "explain 1",
    when: (bench) => Promise.resolve(bench.matches.length > 0),
  },
  {
    title: "Clean up",
    text: "drop takes a policy out. detach would end the watch on a process; the tour ends its own",
    entry: "drop tour",
  },
];

/** END is what is said when all is done. */
const END = "That was all: your own policies, targets and matches are as they were. Next: help, " +
  "load policies, attach PID, watch";

/** takeTour leads through the tour at `seat` and returns how it ended. */
export async function takeTour(base: PromptBase, seat: Seat): Promise<Status> {
  const { out, signal } = base;
  const notices = new Notices({
    screen: () => screenFor(out, bench),
    show: (lines) => out.write(`${lines}\n`),
  });
  await using bench = new Workbench({
    open: (options) => base.open(options),
    seat,
    onReport: (report, number) => notices.report(report, number),
    onLine: (line) => notices.line(line),
    onFault: (error) => out.write(describe(error)?.message ?? faultText(error)),
  });
  await using _program = { [Symbol.asyncDispose]: () => endPrograms(bench) };
  const say = (text: string) => {
    for (const line of wrap(text, columnsOf(out.screen))) out.write(`${line.trimEnd()}\n`);
  };
  say("Five steps on a harmless process, apart from what you have loaded and watch");
  for (const [index, step] of STEPS.entries()) {
    out.write("\n");
    say(out.screen.palette("heading", `${index + 1} of ${STEPS.length}: ${step.title}`));
    say(step.text);
    out.write(`\n${typed(step.entry, base)}\n\n`);
    say(out.screen.palette("dim", "Enter does it, q ends the tour"));
    if (!await goOn(seat)) return signal.aborted ? STATUS.interrupted : STATUS.done;
    if (step.when !== undefined) await until(step.when, bench, signal);
    if (signal.aborted) return STATUS.interrupted;
    const { status } = await evaluate(step.entry, { ...base, shell: bench });
    if (status !== STATUS.done) {
      say(
        "The tour ends here. doctor tells what this machine lacks; exeray demo shows a recording",
      );
      return status;
    }
  }
  out.write("\n");
  say(END);
  return STATUS.done;
}

/** typed shows an entry as it would stand at the prompt. */
function typed(entry: string, { out }: PromptBase): string {
  const { palette } = out.screen;
  const text = isPolicyText(entry) ? highlight(entry, palette) : entry;
  return text.split("\n").map((line, index) =>
    palette("dim", index === 0 ? "exeray> " : "   ...> ") + line
  ).join("\n");
}

/** goOn waits for Enter, and is false where the tour is to end. */
async function goOn(seat: Seat): Promise<boolean> {
  for (;;) {
    const key = await seat.key();
    if (key === null || key.name === "C-d" || key.name === "escape" || key.text === "q") {
      return false;
    }
    if (key.name === "enter" || key.text === " ") return true;
  }
}

async function until(
  holds: (bench: Workbench) => Promise<boolean>,
  bench: Workbench,
  signal: AbortSignal,
): Promise<void> {
  for (const end = performance.now() + LIMIT_MS; !signal.aborted && !await holds(bench);) {
    if (performance.now() > end) {
      throw new Failure(
        STATUS.input,
        "Cannot go on with the tour: the process did not do its part",
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** endPrograms ends what the tour has started. */
async function endPrograms(bench: Workbench): Promise<void> {
  for (const pid of bench.running.keys()) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  for (let waited = 0; bench.running.size > 0 && waited < LIMIT_MS; waited += POLL_MS) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
