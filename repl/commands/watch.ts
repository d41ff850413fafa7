import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { screenFor } from "../screens.ts";
import { watchSession } from "../watch/loop.ts";

/** watch shows the runs move, on the whole screen, until q. */
export const watch = promptCommand({
  name: "watch",
  brief: "Watch partial matches move, on the whole screen",
  examples: [["watch", "partial matches as they move; q leaves"]],
  statuses: ["input"],
  details: "Keys: ? help, Enter opens what is selected, / filters, p pauses, m matches, q quits.",
  formats: ["text"],
  parameters: {},
  async run({ out, shell, signal }) {
    if (shell.seat === null) {
      throw new Failure(STATUS.usage, "Cannot watch here: it needs a terminal with a whole screen");
    }
    await shell.seat.takeOver((stage) =>
      watchSession(stage, { shell, screen: () => screenFor(out, shell), signal })
    );
    shell.look();
  },
});
