import { promptCommand } from "../command.ts";
import { Failure, screenFor, STATUS } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { matchReport } from "../views/match.ts";

/** explain shows one match in full: each event with the source line that it fulfilled. */
export const explain = promptCommand<Record<never, never>, [number: number]>({
  name: "explain",
  brief: "Show a match with its evidence",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Number of the match, as matches lists it",
        placeholder: "number",
        parse: parseNumber,
        proposeCompletions() {
          return this.shell.matches.map((_, index) => String(this.shell.firstMatch + index));
        },
      }],
    },
  },
  run({ out, shell }, flags, number) {
    const match = shell.matches[number - shell.firstMatch];
    if (match === undefined) {
      const last = shell.firstMatch + shell.matches.length - 1;
      throw new Failure(
        STATUS.input,
        shell.matches.length === 0
          ? "Cannot explain: nothing has matched so far"
          : `Cannot explain match ${number}: there are matches ${shell.firstMatch} to ${last}`,
      );
    }
    shell.look();
    if (formatOf(flags) === "ndjson") return out.write(toLine(match));
    const screen = screenFor(out, shell);
    const source = shell.sourceOf(match);
    const options = source === null ? { number } : { number, source };
    out.write(matchReport(match, screen, options).join("\n") + "\n");
  },
});

function parseNumber(word: string): number {
  if (!/^[1-9]\d{0,8}$/.test(word)) throw new Error("matches are numbered 1, 2, 3 ...");
  return Number(word);
}
