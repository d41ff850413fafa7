/** Policies as the text of a file: each as it was written, with the `let`s that it uses before it. */
import { formatPolicy } from "../../compiler/format/format.ts";
import type { Machine } from "../../compiler/machine.ts";
import { Scanner } from "../../compiler/tokens.ts";
import { Failure, STATUS } from "../status.ts";
import { letsIn } from "./definitions.ts";
import { textOf } from "./policy.ts";
import { visible } from "../views/escape.ts";

/**
 * policyText returns the text of a file that holds these policies, in the canonical layout, and the
 * `let`s of `definitions` whether they are used or not. It throws where two of them use one name
 * for different things.
 */
export function policyText(
  machines: readonly Machine[],
  definitions: ReadonlyMap<string, string> = new Map(),
): string {
  const lets = new Map(definitions);
  const texts = machines.map((machine) => {
    const { text } = textOf(machine);
    for (const [name, definition] of letsOf(text, letsIn(machine.source))) {
      const known = lets.get(name);
      if (known !== undefined && canonical(known) !== canonical(definition)) {
        throw new Failure(
          STATUS.input,
          `Cannot write these policies into one file: "${visible(name)}" is not the same in all ` +
            "of them; name those that go together",
        );
      }
      lets.set(name, definition);
    }
    return text;
  });
  return canonical([...lets.values(), ...texts].join("\n\n"));
}

/** letsOf returns the definitions that a text needs, those that they need before them. */
function letsOf(
  text: string,
  all: ReadonlyMap<string, string>,
  found: Map<string, string> = new Map(),
): ReadonlyMap<string, string> {
  const scanner = new Scanner(text);
  while (scanner.next()) {
    const name = scanner.kind === "reference" ? scanner.textOf().slice(1) : "";
    const definition = all.get(name);
    if (definition === undefined || found.has(name)) continue;
    // It takes its place before what it needs is looked at, so that a circle ends.
    found.set(name, definition);
    letsOf(definition, all, found);
  }
  return found;
}

function canonical(text: string): string {
  const formatted = formatPolicy(text);
  return formatted.ok ? formatted.text : `${text}\n`;
}
