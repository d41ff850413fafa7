import { command } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { aborted, forEach } from "../live.ts";
import { toLine } from "../results/ndjson.ts";
import { proposePaths } from "../arguments/paths.ts";
import { progressFor } from "../results/progress.ts";
import { REDACT_FLAG, Redaction } from "../results/redaction.ts";
import { Reload, WATCH_FLAG } from "../policies/reload.ts";
import { Reporter } from "../results/reporter.ts";
import { formatOf, loadPolicies } from "../policies/sources.ts";
import { visible } from "../views/escape.ts";
import { progressLine } from "../views/progress.ts";

type Flags = {
  readonly policy: readonly string[] | undefined;
  readonly strict: boolean;
  readonly failOnMatch: boolean;
  readonly transitions: boolean;
  readonly watch: boolean;
  readonly redact: boolean;
  readonly speed: number | undefined;
};

/** replay runs policies over recorded events. */
export const replay = command<Flags, string[]>("both", {
  name: "replay",
  brief: "Run policies over recorded events",
  examples: [["replay hunt.ray --policy policies", "what a live run would have matched"], [
    "replay hunt.ray --policy p.policy --speed 10",
    "as it came, ten times as fast",
  ], [
    "replay trace.log --policy p.policy --fail-on-match",
    "a log of strace -f -ttt, for a build",
  ]],
  statuses: ["input", "matched", "interrupted"],
  details:
    "A trace is a recording (.ray or NDJSON, also .gz and .zst) or a log of strace -f -ttt; - is\n" +
    "standard input. At the prompt the loaded policies are run where none is given.",
  parameters: {
    flags: {
      policy: {
        kind: "parsed",
        brief: "Policy file or folder; may be given several times",
        placeholder: "file",
        parse: String,
        proposeCompletions: (partial) => proposePaths(partial, ".policy"),
        variadic: true,
        optional: true,
      },
      strict: {
        kind: "boolean",
        brief: "A malformed line is an error",
        default: false,
        withNegated: false,
      },
      failOnMatch: {
        kind: "boolean",
        brief: "Status 4 where something matches",
        default: false,
        withNegated: false,
      },
      transitions: {
        kind: "boolean",
        brief: "Show each move of a run too",
        default: false,
        withNegated: false,
      },
      watch: WATCH_FLAG,
      redact: REDACT_FLAG,
      speed: {
        kind: "parsed",
        brief: "Show reports as they would have come, so many times as fast: 1, 10, 0.5",
        placeholder: "times",
        parse: parseSpeed,
        optional: true,
      },
    },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "Recording",
        placeholder: "trace",
        parse: String,
        proposeCompletions: (partial) => proposePaths(partial),
      },
    },
  },
  async run(given, flags, ...traces) {
    using progress = progressFor(given);
    const paced = flags.speed !== undefined;
    const context = progress === null
      ? given
      : { ...given, out: progress.above(given.out), err: progress.above(given.err) };
    const loaded = [...context.shell?.machines.values() ?? []];
    if (flags.policy === undefined && loaded.length === 0) {
      throw new Failure(STATUS.usage, "Say which policies to run: --policy FILE");
    }
    if (flags.policy === undefined && flags.watch) {
      throw new Failure(STATUS.usage, "Say which policies to watch: --policy FILE");
    }
    await using reload = flags.policy !== undefined && flags.watch
      ? await Reload.open(context, flags.policy)
      : null;
    const policies = reload?.machines ??
      (flags.policy === undefined ? loaded : await loadPolicies(context, flags.policy));
    const format = formatOf(flags);
    const reporter = new Reporter(context, format);
    const redaction = new Redaction(() => flags.redact || context.shell?.settings.redact === true);
    const { replay: recordings } = await import("../../session/replay.ts");
    let matches = 0;
    const reports = recordings(traces, {
      policies,
      transitions: flags.transitions,
      ...(flags.speed === undefined ? {} : { speed: flags.speed }),
      signal: context.signal,
      ...(progress === null ? {} : {
        onProgress: (now) =>
          progress.update((elapsed, screen) => progressLine(now, elapsed, screen, paced)),
      }),
      onStart(control) {
        reporter.begin({
          policyOf: (report) => control.policyOf(redaction.origin(report)),
          startOf: (report) => control.startOf(redaction.origin(report)),
        });
        reload?.follow({ exchange: (wanted) => control.replace(wanted) });
      },
      onMalformed({ file, line, message }) {
        const type = flags.strict ? "error" : "warning";
        if (format === "ndjson") context.out.write(toLine({ type, file, line, message }));
        const place = `${visible(file)}:${line}`;
        if (flags.strict) {
          throw new Failure(STATUS.input, `Cannot read ${place}: ${visible(message)}`);
        }
        context.err.write(`${place}: ${visible(message)}\n`);
      },
    });
    const shown = forEach(reports, async (report) => {
      if (report.type === "match") matches++;
      if (report.type === "summary") reporter.summary(report);
      else await reporter.report(redaction.mask(report));
    });
    await orInterrupted(shown, context.signal);
    if (context.signal.aborted) return STATUS.interrupted;
    return flags.failOnMatch && matches > 0 ? STATUS.matched : STATUS.done;
  },
});

function parseSpeed(word: string): number {
  const speed = /^\d{1,6}(\.\d{1,3})?$/.test(word) ? Number(word) : 0;
  if (speed <= 0) throw new Error("a speed is a positive number, such as 10");
  return speed;
}

/** GRACE is how long a replay may take to end when it is interrupted, in ms. */
const GRACE = 500;

/** orInterrupted waits for a replay, when interrupted not for ever: standard input may be silent. */
async function orInterrupted(replayed: Promise<void>, signal: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = aborted(signal).then(() =>
    new Promise<void>((resolve) => timer = setTimeout(resolve, GRACE))
  );
  try {
    await Promise.race([replayed, late]);
  } finally {
    clearTimeout(timer);
  }
}
