import { promptCommand } from "../command.ts";
import { Failure, screenFor, STATUS } from "../context.ts";
import { toLine } from "../ndjson.ts";
import { formatOf } from "../sources.ts";
import { eventLine } from "../views/event.ts";

/** events shows what the targets do, as they do it, until Ctrl-C. */
export const events = promptCommand({
  name: "events",
  brief: "Show the system calls of what is watched, until Ctrl-C",
  parameters: {},
  async run({ out, shell, signal }, flags) {
    const session = shell.opened;
    if (session === null) {
      throw new Failure(STATUS.input, "Nothing is watched: attach PID or run CMD first");
    }
    const ndjson = formatOf(flags) === "ndjson";
    const screen = screenFor(out, shell);
    const stream = session.events({ capture: "calls" });
    const stop = () => void stream.return?.();
    signal.addEventListener("abort", stop, { once: true });
    try {
      if (signal.aborted) stop();
      for await (const event of stream) {
        await out.room();
        out.write(ndjson ? toLine(event) : eventLine(event, screen) + "\n");
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  },
});
