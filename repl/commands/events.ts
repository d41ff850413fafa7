import { kindId, KINDS } from "../../compiler/kinds/kinds.ts";
import { promptCommand } from "../command.ts";
import { formatOf } from "../policies/sources.ts";
import { showEvents, stepMachine } from "../questions/step.ts";

/** events shows what the targets do, as they do it, until Ctrl-C. */
export const events = promptCommand<Record<never, never>, [step?: string]>({
  name: "events",
  brief: "Show the system calls of what is watched, until Ctrl-C",
  examples: [["events", "all system calls of the targets"], [
    'events openat { pathname =~ "^/etc" }',
    "those that fulfil a step",
  ], [
    "events openat",
    "all of one kind",
  ]],
  statuses: ["input", "interrupted"],
  details:
    'With a step, only those that fulfil it: events openat { pathname =~ "^/etc" }. A step\n' +
    "typed without a command shows first which of the latest events fulfil it.",
  usage: ["", "KIND", "KIND { CONDITIONS }"],
  takesStep: true,
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Step that the events must fulfil",
        placeholder: "step",
        parse: String,
        optional: true,
        proposeCompletions: () => KINDS.map(({ name }) => name),
      }],
    },
  },
  async run(context, flags, step) {
    const options = step === undefined
      ? { capture: "calls" } as const
      // A kind alone is all of its events.
      : { where: stepMachine(kindId(step) === undefined ? step : `${step} {}`, context) };
    await showEvents(options, formatOf(flags) === "ndjson", context);
  },
});
