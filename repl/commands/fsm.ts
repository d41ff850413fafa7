import { command } from "../command.ts";
import { Failure, hasColor, STATUS } from "../context.ts";
import { POLICY_PATHS } from "../paths.ts";
import { compileFiles, diagnosticsText, refusal } from "../sources.ts";
import { machineDot } from "../../compiler/print/dot.ts";
import { machineJson } from "../../compiler/print/json.ts";
import { machineMermaid } from "../../compiler/print/mermaid.ts";
import { machineText } from "../../compiler/print/text.ts";
import type { Machine } from "../../compiler/machine.ts";

const PRINTERS: Readonly<Record<string, (machine: Machine) => string>> = {
  text: machineText,
  dot: machineDot,
  mermaid: machineMermaid,
  json: machineJson,
  ndjson: (machine) => JSON.stringify({ type: "machine", ...JSON.parse(machineJson(machine)) }),
};

/** fsm shows the machines that policies are compiled to. */
export const fsm = command<Record<never, never>, string[]>("both", {
  name: "fsm",
  brief: "Show the state machines that policies are compiled to",
  formats: [...Object.keys(PRINTERS), "svg"],
  parameters: {
    positional: POLICY_PATHS,
  },
  async run({ out, err }, { format }, ...paths) {
    const print = PRINTERS[format];
    if (print === undefined) {
      throw new Failure(
        STATUS.usage,
        `Format ${format} is not supported yet: --format dot writes what Graphviz draws`,
      );
    }
    const compiled = await compileFiles(paths);
    err.write(diagnosticsText(compiled, hasColor(err)));
    if (compiled.errors > 0) throw refusal(compiled);
    out.write(
      compiled.machines.map((machine) => print(machine).trimEnd() + "\n").join(
        format === "ndjson" ? "" : "\n",
      ),
    );
    return STATUS.done;
  },
});
