import { promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";

/** tour shows the shell to somebody who is new to it. */
export const tour = promptCommand({
  name: "tour",
  brief: "Take a tour: five steps on a live harmless process, in two minutes",
  examples: [["tour", "five steps, two minutes"]],
  statuses: ["machine", "interrupted"],
  details: "It needs root on a kernel with BTF, as watching does, and leaves nothing behind.",
  formats: ["text"],
  parameters: {},
  async run(context) {
    const { seat } = context.shell;
    if (seat === null) {
      throw new Failure(STATUS.usage, "Cannot tour here: it needs a terminal with a whole screen");
    }
    const { takeTour } = await import("../tour.ts");
    return await takeTour(context, seat);
  },
});
