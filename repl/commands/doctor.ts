import { command } from "../command.ts";
import { STATUS } from "../status.ts";
import { toLine } from "../results/ndjson.ts";
import { formatOf } from "../policies/sources.ts";
import { doctorReport } from "../views/doctor.ts";

/** doctor shows what this machine lacks for live capture, and what mends it. */
export const doctor = command("both", {
  name: "doctor",
  brief: "Show what this machine lacks for live capture, and what mends it",
  examples: [["doctor", "a line for each ability, and what mends the ones that are missing"]],
  statuses: ["machine"],
  parameters: {},
  async run({ out }, flags) {
    const { examine } = await import("../../sensor/doctor.ts");
    const findings = await examine();
    out.write(
      formatOf(flags) === "ndjson"
        ? findings.map((finding) => toLine({ type: "finding", ...finding })).join("")
        : doctorReport(findings, out.screen).join("\n") + "\n",
    );
    return findings.every((finding) => finding.ok) ? STATUS.done : STATUS.machine;
  },
});
