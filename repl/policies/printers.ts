/** The forms in which a machine can be written. The drawn one needs a library, loaded when used. */
import type { Machine } from "../../compiler/machine.ts";
import { machineDot } from "../../compiler/print/dot.ts";
import { machineJson } from "../../compiler/print/json.ts";
import { machineMermaid } from "../../compiler/print/mermaid.ts";
import { machineText } from "../../compiler/print/text.ts";

/** Printer writes one machine. */
export type Printer = (machine: Machine) => string | Promise<string>;

/** PRINTERS has a printer for each format, `text` first. */
export const PRINTERS: Readonly<Record<string, Printer>> = {
  text: machineText,
  dot: machineDot,
  mermaid: machineMermaid,
  json: machineJson,
  svg: machineSvg,
};

/** machineSvg draws a machine with Graphviz. */
async function machineSvg(machine: Machine): Promise<string> {
  const { instance } = await import("@viz-js/viz");
  return (await instance()).renderString(machineDot(machine), { format: "svg" });
}
