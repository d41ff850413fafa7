import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../context.ts";
import { TARGET_FLAGS } from "../live.ts";
import { visible } from "../views/escape.ts";

/**
 * launch is the prompt's `run`: it starts a program and leaves it running, so that its states can
 * be looked at meanwhile. Its input is empty, because the prompt reads the terminal.
 */
export const launch = promptCommand<{ follow: boolean }>({
  name: "run",
  brief: "Start a program and watch it from its first system call on",
  usage: ["[--no-follow] <program> [<argument>...]"],
  program: "first word",
  parameters: { flags: { follow: TARGET_FLAGS.follow } },
  async run({ command, out, shell }, { follow }) {
    if (command.length === 0) {
      throw new Failure(STATUS.usage, "Say which program to start, such as run ls -l");
    }
    const session = await shell.session();
    const child = await session.run(command, { follow, stdin: "null" });
    out.write(`Started ${child.pid} (${visible(command.join(" "))}), watched from the start\n`);
  },
});
