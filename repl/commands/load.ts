import { promptCommand } from "../command.ts";
import { machineLine } from "../views/machine.ts";
import { POLICY_PATHS } from "../paths.ts";
import { loadPolicies } from "../sources.ts";

/** load compiles policy files and loads what is in them, all or nothing. */
export const load = promptCommand<Record<never, never>, string[]>({
  name: "load",
  brief: "Load policies from files or folders",
  parameters: {
    positional: POLICY_PATHS,
  },
  async run(context, _flags, ...paths) {
    const machines = await loadPolicies(context, paths);
    await context.shell.load(machines);
    for (const machine of machines) {
      context.out.write(`${machineLine(machine, context.out.screen)}\n`);
    }
  },
});
