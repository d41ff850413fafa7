import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { toLine } from "../results/ndjson.ts";
import { waitsOf } from "../policies/policy.ts";
import { machineLine } from "../views/machine.ts";
import {
  compileFiles,
  diagnosticLines,
  diagnosticsText,
  formatOf,
  refusal,
} from "../policies/sources.ts";

/** check compiles policies and shows what is wrong with them. */
export const check = command<Record<never, never>, string[]>("both", {
  name: "check",
  brief: "Compile policies and show errors and warnings",
  examples: [["check policies", "every policy file below the folder"], [
    "check --format ndjson a.policy",
    "errors and warnings for an editor",
  ]],
  statuses: ["input"],
  details: "A folder stands for the *.policy files in it and below. The files are one set: two\n" +
    "policies of one name are an error. Status 1 where there are errors.",
  parameters: {
    positional: POLICY_PATHS,
  },
  async run(context, flags, ...paths) {
    const compiled = await compileFiles(paths);
    if (formatOf(flags) === "ndjson") {
      context.out.write(diagnosticLines(compiled.diagnostics));
    } else {
      context.out.write(diagnosticsText(compiled, context.out));
    }
    for (const machine of compiled.machines) {
      context.out.write(
        formatOf(flags) === "text" ? machineLine(machine, context.out.screen) + "\n" : toLine({
          type: "policy",
          policy: machine.name,
          file: machine.file,
          subject: machine.subject,
          severity: machine.severity,
          states: machine.states.length,
          waits: waitsOf(machine),
        }),
      );
    }
    if (compiled.errors > 0) throw refusal(compiled);
    return STATUS.done;
  },
});
