import { command, described } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import type { Table } from "../context.ts";
import { nearest } from "../../compiler/suggest.ts";
import { topic, topicBriefs, TOPICS, topicWords } from "../help/topics.ts";
import { columnsOf, type Screen } from "../views/screen.ts";
import { wrap } from "../views/width.ts";
import { visible } from "../views/escape.ts";

const CLI_START = ["Without a command the interactive shell starts. The commands:"];

const PROMPT_START = [
  "Type a policy, and it is compiled when its last brace closes; a step, and it shows which of the " +
  "latest events fulfil it: openat { ret < 0 }; or a command:",
];

/** help shows the commands, or what there is to know of one, of a kind of event, or of a topic. */
export const help = command<Record<never, never>, [word?: string]>("both", {
  name: "help",
  brief: "Show help on a command, a kind of event or a topic",
  aliases: ["?"],
  examples: [["help run", "what a command takes"], ["help openat", "what an event carries"], [
    "help within",
    "a part of the language",
  ]],
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "A command, a kind such as openat, or a topic such as operators",
        placeholder: "topic",
        parse: String,
        optional: true,
        proposeCompletions(partial: string) {
          const known = new Map([...topicBriefs(), ...this.table.briefs]);
          // Fields and system calls are too many to choose from all of them.
          const others = partial === "" ? [] : topicWords().filter((word) => !known.has(word));
          return [...known].map(([word, brief]) => described(word, brief)).concat(
            others.map((word) => described(word, "")),
          );
        },
      }],
    },
  },
  run({ out, shell, table }, _flags, word) {
    if (word === undefined) {
      const { screen } = out;
      out.write(
        paragraphs(shell === null ? CLI_START : PROMPT_START, screen) +
          `\n${table.overview}\n` +
          paragraphs(
            [
              "help COMMAND shows what a command takes, help KIND what an event carries:",
              `  ${TOPICS.kinds.join(" ")}`,
              `Further topics: ${TOPICS.others.join(" ")}`,
              "help knows fields, operators, system calls and constants too: help pathname, help =~, " +
              "help creat, help O_CREAT",
            ],
            screen,
          ),
      );
      return STATUS.done;
    }
    // "let" is a command, and a word of the language where that is not at hand.
    const lines = (table.briefs.has(word) ? table.page(word) : null) ??
      topic(word, out.screen) ?? table.page(word);
    if (lines === null) {
      const near = nearest(word, known(table));
      throw new Failure(
        STATUS.usage,
        `Cannot help with "${visible(word)}": ${
          near === undefined ? "help lists what there is" : `did you mean "${near}"?`
        }`,
      );
    }
    out.write(lines.join("\n") + "\n");
    return STATUS.done;
  },
});

function paragraphs(texts: readonly string[], screen: Screen): string {
  return texts.flatMap((text) => wrap(text, columnsOf(screen))).map((line) => `${line.trimEnd()}\n`)
    .join("");
}

function known(table: Table): string[] {
  return [...table.briefs.keys(), ...topicWords()];
}
