import { tokensText } from "../../compiler/print/tokens.ts";
import { Source } from "../../compiler/source.ts";
import { tokens as scan } from "../../compiler/tokens.ts";
import { command } from "../command.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { toLine } from "../results/ndjson.ts";
import { formatOf, readSources } from "../policies/sources.ts";

/** tokens shows what the scanner makes of policy files. */
export const tokens = command<Record<never, never>, string[]>("both", {
  name: "tokens",
  brief: "Show the tokens of policy files",
  examples: [["tokens hunt.policy", "what the scanner makes of a file"]],
  statuses: ["input"],
  parameters: {
    positional: POLICY_PATHS,
  },
  async run({ out }, flags, ...paths) {
    const ndjson = formatOf(flags) === "ndjson";
    for (const { file, text } of await readSources(paths)) {
      await out.room();
      if (!ndjson) {
        out.write(`${tokensText(text).trimEnd()}\n`);
        continue;
      }
      const source = new Source(file, text);
      for (const token of scan(text)) {
        const { line, column } = source.span(token);
        const { kind } = token;
        out.write(toLine({ type: "token", file, line, column, kind, text: source.slice(token) }));
        await out.room();
      }
    }
  },
});
