import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import type { PromptContext, Shell } from "../context.ts";
import { screenOfMatch } from "../screens.ts";
import { heldPolicy } from "../policies/policy.ts";
import { show } from "../results/show.ts";
import { policyMeaning } from "../views/meaning.ts";
import { stepCells } from "../views/match_table.ts";
import { matchReport } from "../views/match.ts";

/** explain shows a match with its evidence, or says in words what a policy waits for. */
export const explain = promptCommand<Record<never, never>, [what: string]>({
  name: "explain",
  brief: "Show a match with its evidence, or tell in words what a policy waits for",
  examples: [["explain 1", "the evidence of the first match"], [
    "explain shadow_read",
    "what a policy waits for, in words",
  ]],
  statuses: ["input"],
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
    const { shell } = context;
    if (/^\d+$/.test(what) && !shell.policies.held.has(what)) {
      return explainMatch(context, flags, Number(what));
    }
    const { machine } = heldPolicy(shell, what);
    show(context, flags, {
      items: [machine],
      row: (one) => ({ type: "machine", ...one }),
      lines: (all, screen) => all.flatMap((one) => policyMeaning(one, screen)),
    });
  },
});

function explainMatch(
  context: PromptContext,
  flags: { readonly format: string },
  number: number,
): void {
  const { shell } = context;
  const match = shell.matches[number - shell.firstMatch];
  if (match === undefined) throw noMatch(shell, number);
  shell.look();
  const source = shell.sourceOf(match);
  const options = source === null ? { number } : { number, source };
  show(context, flags, {
    items: [match],
    row: (one) => one,
    table: (all, screen) =>
      all.flatMap((one) => stepCells(one, source, screenOfMatch(screen, shell, match))),
    lines: (all, screen) =>
      all.flatMap((one) => matchReport(one, screenOfMatch(screen, shell, match), options)),
  });
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
