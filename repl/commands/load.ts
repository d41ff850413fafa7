import { resolve } from "node:path";
import { byName, changesBetween } from "../../engine/changes.ts";
import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import type { PromptContext } from "../context.ts";
import { visible } from "../views/escape.ts";
import { pastMatches } from "../questions/past.ts";
import { machineLine } from "../views/machine.ts";
import { POLICY_PATHS } from "../arguments/paths.ts";
import { Reload, WATCH_FLAG } from "../policies/reload.ts";
import { loadPolicies } from "../policies/sources.ts";

/** load compiles policy files and loads what is in them, all or nothing. */
export const load = promptCommand<{ readonly watch: boolean }, string[]>({
  name: "load",
  brief: "Load policies from files or folders",
  examples: [["load policies", "every policy file below the folder"], [
    "load --watch hunt.policy",
    "again whenever the file changes",
  ]],
  statuses: ["input", "machine"],
  details: "With --watch they are loaded anew as the files change, until the same files are\n" +
    "loaded without it.",
  parameters: {
    flags: { watch: WATCH_FLAG },
    positional: POLICY_PATHS,
  },
  async run(context, flags, ...paths) {
    const { shell } = context;
    const reload = flags.watch ? await Reload.open(context, paths) : null;
    const machines = reload?.machines ?? await loadPolicies(context, paths);
    try {
      const names = machines.map((machine) => visible(machine.name));
      await shell.change({ what: `load ${names.join(", ")}`, put: machines });
    } catch (error) {
      await reload?.[Symbol.asyncDispose]();
      throw error;
    }
    await shell.follow(paths.map((path) => resolve(path)).join("\0"), reload);
    if (reload !== null) follow(reload, context);
    for (const machine of machines) {
      confirm(context, flags, (screen) => machineLine(machine, screen));
    }
    for (const line of await pastMatches(machines, shell)) confirm(context, flags, () => line);
  },
});

/** follow exchanges what the files gave before for what they give now. */
function follow(reload: Reload, { shell }: PromptContext): void {
  let former = byName(reload.machines);
  reload.follow({
    async exchange(machines) {
      const next = byName(machines);
      await shell.exchange(former, next);
      const changes = changesBetween(former, next);
      former = next;
      const names = new Set([...changes.changed, ...changes.added]);
      const fresh = machines.filter(({ name }) => names.has(name));
      for (const line of await pastMatches(fresh, shell)) shell.announce(line);
      return changes;
    },
    say(text) {
      for (const line of text.trimEnd().split("\n")) shell.announce(line);
    },
  });
}
