import { treeText } from "../../compiler/print/ast.ts";
import { Report } from "../../compiler/report.ts";
import { Source } from "../../compiler/source.ts";
import { parseFile } from "../../compiler/syntax.ts";
import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { toLine } from "../results/ndjson.ts";
import { diagnosticsText, formatOf, readSources, refusal } from "../policies/sources.ts";

/** ast shows the syntax trees of policy files, nothing interpreted. */
export const ast = command<Record<never, never>, string[]>("both", {
  name: "ast",
  brief: "Show the syntax trees of policy files",
  examples: [["ast hunt.policy", "the syntax tree of a policy file"]],
  statuses: ["input"],
  parameters: {
    positional: POLICY_PATHS,
  },
  async run({ out, err }, flags, ...paths) {
    const sources = await readSources(paths);
    const diagnostics = sources.flatMap(({ file, text }) => {
      const report = new Report(new Source(file, text));
      const tree = parseFile(report).file;
      out.write(
        formatOf(flags) === "ndjson"
          ? toLine({ type: "ast", file, tree })
          : `${treeText(tree, text).trimEnd()}\n`,
      );
      return report.diagnostics();
    });
    err.write(diagnosticsText({ diagnostics, sources }, err));
    const errors = diagnostics.filter((one) => one.severity === "error").length;
    if (errors > 0) throw refusal({ diagnostics, errors });
    return STATUS.done;
  },
});
