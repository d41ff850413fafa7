import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { TARGET_FLAGS } from "../live.ts";
import { visible } from "../views/escape.ts";

/**
 * launch is the prompt's `run`: it starts a program and leaves it running, so that its states can
 * be looked at meanwhile. Its input is empty, because the prompt reads the terminal, and what it
 * prints is shown above the typed line, harmless, its pid before each line.
 */
export const launch = promptCommand<{ noFollow: boolean }>({
  name: "run",
  brief: "Start a program and watch it from its first system call on",
  examples: [["run sh ./suspect.sh", "watches it from its first system call on"]],
  statuses: ["input", "machine"],
  usage: ["[--no-follow] <program> [<argument>...]"],
  program: "first word",
  parameters: { flags: { noFollow: TARGET_FLAGS.noFollow } },
  async run(context, flags) {
    const { command, shell } = context;
    if (command.length === 0) {
      throw new Failure(STATUS.usage, "Say which program to start, such as run ls -l");
    }
    const session = await shell.session();
    let label = "";
    const output = new Lines((line) => shell.announce(label + visible(line)));
    const child = await session.run(command, {
      follow: !flags.noFollow,
      stdin: "null",
      onOutput: (text) => output.push(text),
    });
    label = `${child.pid}: `;
    const name = visible(shell.redaction.text(command.join(" ")));
    shell.running.set(child.pid, name);
    confirm(context, flags, () => `Started ${child.pid} (${name}), watched from the start`);
    child.status.then(({ code, signal }) => {
      shell.running.delete(child.pid);
      output.end();
      shell.announce(
        `${child.pid} has ended with ${signal === null ? `status ${code}` : `signal ${signal}`}`,
      );
    });
  },
});

/** LONGEST is how many characters of a line are waited for before they are shown as one. */
const LONGEST = 4096;

/** Lines makes lines of pieces of text. */
class Lines {
  readonly #take: (line: string) => void;
  #rest = "";

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#take(line.replace(/\r$/, ""));
    if (this.#rest.length > LONGEST) this.end();
  }

  end(): void {
    if (this.#rest !== "") this.#take(this.#rest);
    this.#rest = "";
  }
}
