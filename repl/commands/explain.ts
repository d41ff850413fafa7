import { promptCommand } from "../command.ts";
import { Failure, type PromptContext, screenFor, type Shell, STATUS } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { heldPolicy } from "../policy.ts";
import { formatOf } from "../sources.ts";
import { policyMeaning } from "../views/meaning.ts";
import { matchReport } from "../views/match.ts";

/** explain shows a match with its evidence, or says in words what a policy waits for. */
export const explain = promptCommand<Record<never, never>, [what: string]>({
  name: "explain",
  brief: "Show a match with its evidence, or tell in words what a policy waits for",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Number of a match, as matches lists it, or name of a loaded policy",
        placeholder: "number|policy",
        parse: String,
        proposeCompletions() {
          const { matches, firstMatch, policies } = this.shell;
          return [
            ...matches.map((_, index) => String(firstMatch + index)),
            ...policies.held.keys(),
          ];
        },
      }],
    },
  },
  run(context, flags, what) {
    const { out, shell } = context;
    const ndjson = formatOf(flags) === "ndjson";
    if (/^\d+$/.test(what) && !shell.policies.held.has(what)) {
      return explainMatch(context, Number(what), ndjson);
    }
    const { machine } = heldPolicy(shell, what);
    out.write(
      ndjson
        ? toLine({ type: "machine", ...machine })
        : policyMeaning(machine, screenFor(out, shell)).join("\n") + "\n",
    );
  },
});

function explainMatch({ out, shell }: PromptContext, number: number, ndjson: boolean): void {
  const match = shell.matches[number - shell.firstMatch];
  if (match === undefined) throw noMatch(shell, number);
  shell.look();
  if (ndjson) return out.write(toLine(match));
  const source = shell.sourceOf(match);
  const options = source === null ? { number } : { number, source };
  out.write(matchReport(match, screenFor(out, shell), options).join("\n") + "\n");
}

function noMatch({ matches, firstMatch }: Shell, number: number): Failure {
  return new Failure(
    STATUS.input,
    matches.length === 0
      ? "Cannot explain: nothing has matched so far"
      : `Cannot explain match ${number}: there are matches ${firstMatch} to ${
        firstMatch + matches.length - 1
      }`,
  );
}
