import { promptCommand } from "../command.ts";
import { screenFor } from "../context.ts";
import { heldPolicy, POLICY_NAME } from "../policy.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { matchLine } from "../views/match.ts";

/** matches lists what was found so far. */
export const matches = promptCommand<Record<never, never>, [name?: string]>({
  name: "matches",
  brief: "List the matches so far",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ ...POLICY_NAME, brief: "Only of this policy", optional: true }],
    },
  },
  run({ out, shell }, flags, name) {
    const ndjson = formatOf(flags) === "ndjson";
    const screen = screenFor(out, shell);
    if (name === undefined) shell.look();
    // A policy that was dropped keeps its matches.
    const own = shell.matches.some(({ policy }) => name === undefined || policy === name);
    if (name !== undefined && !own) heldPolicy(shell, name);
    if (!own && !ndjson) out.write("No match so far\n");
    if (shell.firstMatch > 1 && !ndjson) {
      out.write(`The first ${shell.firstMatch - 1} are no longer kept\n`);
    }
    for (const [index, match] of shell.matches.entries()) {
      if (name !== undefined && match.policy !== name) continue;
      const number = shell.firstMatch + index;
      out.write(ndjson ? toLine(match) : matchLine(match, screen, { number }) + "\n");
    }
  },
});
