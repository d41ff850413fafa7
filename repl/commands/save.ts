import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS } from "../status.ts";
import { createFile, FORCE_FLAG } from "../files.ts";
import { proposePaths } from "../arguments/paths.ts";
import { heldPolicy } from "../policies/policy.ts";
import { policyText } from "../policies/policy_text.ts";
import { quoted } from "../views/escape.ts";
import { counted } from "../views/words.ts";

/** save writes policies to a file, which load, check and run take. */
export const save = promptCommand<{ readonly force: boolean }, string[]>({
  name: "save",
  brief: "Write policies to a file, in the canonical layout",
  examples: [["save hunt.policy", "all policies of the prompt"], [
    "save one.policy shadow_read",
    "one, with the lets that it uses",
  ]],
  statuses: ["input"],
  details:
    "Without names it writes all that are loaded, the disabled ones and the lets that were\n" +
    "typed too; with names those alone, and the lets that they use.",
  usage: ["<file> [<policy>...] [--force]"],
  parameters: {
    flags: { force: FORCE_FLAG },
    positional: {
      kind: "array",
      minimum: 1,
      parameter: {
        brief: "File to write, then names of policies",
        placeholder: "file",
        parse: String,
        proposeCompletions(partial) {
          const first = this.before.filter((word) => !word.startsWith("-")).length < 2;
          return first
            ? proposePaths(partial, ".policy")
            : [...this.shell.policies.held.keys()].filter((name) => name.startsWith(partial));
        },
      },
    },
  },
  async run(context, flags, ...words) {
    const { shell } = context;
    const [file = "", ...names] = words;
    const { held, definitions } = shell.policies;
    const chosen = names.length === 0
      ? [...held.values()]
      : names.map((name) => heldPolicy(shell, name));
    if (chosen.length === 0 && definitions.size === 0) {
      throw new Failure(STATUS.input, "Cannot save: no policy is loaded");
    }
    const machines = chosen.map(({ machine }) => machine);
    await createFile(
      file,
      policyText(machines, names.length === 0 ? definitions : new Map()),
      flags,
    );
    const what = counted(machines.length, "policy", "policies");
    confirm(context, flags, () => `Wrote ${what} to ${quoted(file)}`);
  },
});
