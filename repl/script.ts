/**
 * A script without a prompt: `exeray source FILE` and `exeray -c TEXT`. Results go to standard
 * output, everything else, the output of the programs it starts too, to standard error.
 */
import type { Base } from "./context.ts";
import { STATUS, type Status } from "./status.ts";
import { evaluate } from "./evaluate.ts";
import { aborted } from "./live.ts";
import { writeReport } from "./results/report_line.ts";
import { runningText } from "./running.ts";
import type { Settings } from "./settings.ts";
import { Workbench } from "./workbench.ts";

/**
 * runScript carries out a text of statements. At its end it waits until nothing is left to watch,
 * unless it has said `exit`, and returns the status of the statement that it stopped at.
 */
export async function runScript(
  name: string,
  text: string,
  base: Base,
  settings: Settings,
): Promise<Status> {
  const { signal } = base;
  await using bench = new Workbench({
    open: (options) => base.open(options),
    onReport: (report, number) => writeReport(report, number, { ...base, shell: bench }),
    onLine: (line) => base.err.write(`${line}\n`),
    onFault(error) {
      throw error;
    },
  });
  bench.settings = settings;
  const { status } = await evaluate(text, { ...base, shell: bench }, name);
  if (status === STATUS.done && !bench.left && bench.opened !== null) {
    await Promise.race([bench.opened.idle(), aborted(signal)]);
  }
  base.err.write(runningText(bench));
  return status === STATUS.done && signal.aborted ? STATUS.interrupted : status;
}
