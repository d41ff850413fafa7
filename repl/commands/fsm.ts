import { machineJson } from "../../compiler/print/json.ts";
import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { type Printer, PRINTERS } from "../policies/printers.ts";
import { compileFiles, diagnosticsText, refusal } from "../policies/sources.ts";

const FORMATS: Readonly<Record<string, Printer>> = {
  ...PRINTERS,
  ndjson: (machine) => JSON.stringify({ type: "machine", ...JSON.parse(machineJson(machine)) }),
};

/** fsm shows the machines that policies are compiled to. */
export const fsm = command<Record<never, never>, string[]>("both", {
  name: "fsm",
  brief: "Show the state machines that policies are compiled to",
  examples: [["fsm hunt.policy --format mermaid", "a diagram for a page"]],
  statuses: ["input"],
  formats: Object.keys(FORMATS),
  parameters: {
    positional: POLICY_PATHS,
  },
  async run({ out, err }, { format }, ...paths) {
    const compiled = await compileFiles(paths);
    err.write(diagnosticsText(compiled, err));
    if (compiled.errors > 0) throw refusal(compiled);
    const print = FORMATS[format] ?? PRINTERS.text;
    const texts = await Promise.all(compiled.machines.map((machine) => print?.(machine) ?? ""));
    const gap = format === "ndjson" ? "" : "\n";
    out.write(texts.map((text) => text.trimEnd() + "\n").join(gap));
    return STATUS.done;
  },
});
