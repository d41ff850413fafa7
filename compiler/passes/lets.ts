/**
 * `let` definitions: what `$NAME` stands for, through as many definitions as it takes.
 *
 *     let SHELLS = ["sh", "bash"]
 *     execve { comm in $SHELLS }     ->   execve { comm in ["sh", "bash"] }
 */
import type { Conditions, File, Let, List, Reference, Value } from "../ast.ts";
import type { Report } from "../report.ts";
import type { Range } from "../source.ts";
import { didYouMean } from "../suggest.ts";

/** PRIVATE_NETS are the address ranges of private networks (RFC 1918, RFC 4193). */
const PRIVATE_NETS = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
/** LOOPBACK are the addresses of the machine itself (RFC 1122, RFC 4291). */
const LOOPBACK = ["127.0.0.0/8", "::1/128"];

const BUILT_IN: Readonly<Record<string, readonly string[]>> = { PRIVATE_NETS, LOOPBACK };

/** BUILT_IN_NAMES are the names that conditions can use without a definition. */
export const BUILT_IN_NAMES: readonly string[] = Object.keys(BUILT_IN);

/** Meaning is what a reference stands for: anything but another reference. */
export type Meaning = Exclude<Value, Reference> | Conditions;

/** Lets knows the definitions of one file. */
export class Lets {
  readonly #definitions = new Map<string, Let>();

  /** @param lost names that text with mistakes defines: they are not unknown */
  constructor(file: File, readonly lost: ReadonlySet<string>, readonly report: Report) {
    for (const item of file.items) {
      if (item.node !== "let") continue;
      const first = this.#definitions.get(item.name.text);
      if (first !== undefined) {
        report.error(item.name.at, `"$${item.name.text}" is defined twice`, {
          notes: [{ message: "first defined here", at: first.name.at }],
        });
      } else if (Object.hasOwn(BUILT_IN, item.name.text)) {
        report.error(item.name.at, `"$${item.name.text}" is built in and cannot be redefined`);
      } else {
        this.#definitions.set(item.name.text, item);
      }
    }
  }

  /** names lists what can be referred to. */
  names(): readonly string[] {
    return [...this.#definitions.keys(), ...Object.keys(BUILT_IN)];
  }

  /** meaning returns what a reference stands for, or reports that it stands for nothing. */
  meaning(reference: Reference): Meaning | undefined {
    const seen = new Set<string>();
    for (let current = reference;;) {
      if (current.directive) {
        this.report.later(current.at, `"$${current.name}(...)"`);
        return undefined;
      }
      if (seen.has(current.name)) {
        this.report.error(reference.at, `"$${reference.name}" is defined by itself`);
        return undefined;
      }
      seen.add(current.name);
      const built = Object.hasOwn(BUILT_IN, current.name) ? BUILT_IN[current.name] : undefined;
      if (built !== undefined) return networks(built, current.at);
      const definition = this.#definitions.get(current.name);
      if (definition === undefined) {
        if (!this.lost.has(current.name)) this.#unknown(current);
        return undefined;
      }
      if (definition.value.node !== "reference") return definition.value;
      current = definition.value;
    }
  }

  #unknown(reference: Reference): void {
    const near = didYouMean(reference.name, this.names())?.replace('"', '"$');
    this.report.error(reference.at, `"$${reference.name}" is not defined`, {
      hint: near ?? `Define it at the top of the file: let ${reference.name} = ...`,
    });
  }
}

function networks(texts: readonly string[], at: Range): List {
  return { node: "list", at, items: texts.map((text) => ({ node: "text", raw: `"${text}"`, at })) };
}
