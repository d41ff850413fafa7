import type { Row } from "../command.ts";
import { type Entry, type Manual, STANDARD, STATUS_MEANINGS } from "../help/manual.ts";
import { STATUS } from "../status.ts";
import { columnsOf, type Screen } from "./screen.ts";
import { pad, width, wrap } from "./width.ts";

/** WIDEST is how many columns the words on the left take; the meaning of a longer one is below it. */
const WIDEST = 26;

/** PAGE is how wide a page becomes: longer lines are hard to read. */
const PAGE = 100;

/**
 * manualPage shows what a command does and takes, as wide as the screen. `program` stands before
 * the command where it is typed: `exeray`, or nothing at the prompt.
 */
export function manualPage(row: Row, program: string, screen: Screen): string[] {
  const { palette } = screen;
  const { manual, name } = row;
  const room = Math.min(PAGE, columnsOf(screen));
  const start = `${program === "" ? "" : `${program} `}${name}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", palette("heading", title), ...lines];
  const entries = (all: readonly Entry[]) =>
    all.flatMap((entry) => entryLines(entry, room, screen));
  const statuses = [...new Set([...manual.statuses, "usage" as const])]
    .sort((a, b) => STATUS[a] - STATUS[b]);
  return [
    ...wrap(`${palette("heading", name)}: ${row.brief}`, room),
    ...section(
      "Usage",
      manual.usage.flatMap((words) =>
        wrap(`${start} ${words}`.trim(), room - 6).map((line, index) =>
          `${index === 0 ? "  " : "      "}${line}`.trimEnd()
        )
      ),
    ),
    ...(manual.details === "" ? [] : ["", ...paragraph(manual.details, room)]),
    ...section("Arguments", entries(manual.args)),
    ...section("Flags", entries(flagsOf(manual))),
    ...section(
      "Examples",
      manual.examples.flatMap(([line, meaning]) => [
        ...wrap(meaning, room - 2).map((one) => `  ${palette("dim", one)}`),
        ...wrap(`${program === "" ? "" : `${program} `}${line}`, room - 4).map((one) =>
          `    ${one}`
        ),
      ]),
    ),
    ...section(
      "Exit status besides 0",
      entries(statuses.map((status) => ({
        word: String(STATUS[status]),
        brief: STATUS_MEANINGS[status],
      }))),
    ),
    ...(row.aliases.length === 0 ? [] : ["", `Also: ${row.aliases.join(", ")}`]),
  ];
}

/** commandList shows commands with what each does, one below the other. */
export function commandList(rows: readonly Row[], screen: Screen): string[] {
  const indent = Math.max(...rows.map(({ name }) => name.length)) + 4;
  return rows.flatMap(({ name, brief }) =>
    wrap(brief, columnsOf(screen, indent)).map((line, index) =>
      `  ${pad(index === 0 ? name : "", indent - 2)}${line}`.trimEnd()
    )
  );
}

/** flagsOf lists a command's own flags before those that all have. */
export function flagsOf({ flags }: Manual): readonly Entry[] {
  const formats = flags.some(({ word }) => word.startsWith("--format "));
  return [...flags, ...STANDARD.filter(({ word }) => !formats || !word.startsWith("--format "))];
}

/** paragraph breaks text anew: its own line breaks are those of a source file. */
function paragraph(text: string, room: number): string[] {
  return wrap(text.replaceAll("\n", " "), room).map((line) => line.trimEnd());
}

function entryLines({ word, brief }: Entry, room: number, screen: Screen): string[] {
  const shown = screen.palette("key", word);
  const indent = Math.min(WIDEST, Math.floor(room / 3)) + 4;
  const lines = wrap(brief, Math.max(12, room - indent)).map((line) => line.trimEnd());
  const fits = width(word) + 4 <= indent;
  const head = fits
    ? [`  ${pad(shown, indent - 2)}${lines[0] ?? ""}`.trimEnd()]
    : wrap(shown, room - 2).map((line) => `  ${line}`);
  return [...head, ...lines.slice(fits ? 1 : 0).map((line) => " ".repeat(indent) + line)];
}
