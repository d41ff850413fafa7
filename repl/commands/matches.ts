import { promptCommand } from "../command.ts";
import { screenOfMatch } from "../screens.ts";
import { heldPolicy, POLICY_NAME } from "../policies/policy.ts";
import { show } from "../results/show.ts";
import { matchCells } from "../views/match_table.ts";
import { matchLine } from "../views/match.ts";

/** matches lists what was found so far. */
export const matches = promptCommand<Record<never, never>, [name?: string]>({
  name: "matches",
  brief: "List the matches so far",
  examples: [["matches", "one line a match"], [
    "matches shadow_read --format ndjson",
    "those of one policy, in full",
  ]],
  statuses: ["input"],
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ ...POLICY_NAME, brief: "Only of this policy", optional: true }],
    },
  },
  run(context, flags, name) {
    const { shell } = context;
    if (name === undefined) shell.look();
    // A policy that was dropped keeps its matches.
    const own = shell.matches.some(({ policy }) => name === undefined || policy === name);
    if (name !== undefined && !own) heldPolicy(shell, name);
    const { firstMatch } = shell;
    show(context, flags, {
      items: shell.matches.map((match, index) => ({ match, number: firstMatch + index }))
        .filter(({ match }) => name === undefined || match.policy === name),
      row: ({ match }) => match,
      table: (items, screen) =>
        items.map(({ match, number }) =>
          matchCells(match, number, screenOfMatch(screen, shell, match))
        ),
      lines: (items, screen) => [
        ...(items.length === 0 ? ["No match so far"] : []),
        ...(firstMatch > 1 ? [`The first ${firstMatch - 1} are no longer kept`] : []),
        ...items.map(({ match, number }) =>
          matchLine(match, screenOfMatch(screen, shell, match), { number })
        ),
      ],
    });
  },
});
