import { nearest } from "../../compiler/suggest.ts";
import { described, promptCommand } from "../command.ts";
import { Failure, STATUS } from "../status.ts";
import { isSetting, NAMES, rowOf, type SettingName, SETTINGS, withSetting } from "../settings.ts";
import { show } from "../results/show.ts";
import { visible } from "../views/escape.ts";
import { settingTable } from "../views/settings.ts";

/** set shows and changes the settings of this prompt. */
export const set = promptCommand<Record<never, never>, [name?: string, value?: string]>({
  name: "set",
  brief: "Show the settings, or change one",
  examples: [["set", "all settings"], ["set format ndjson", "results for programs from now on"], [
    "set redact on",
    "masks keys, tokens and passwords",
  ]],
  details:
    "set lists all of them, set NAME shows one, set NAME VALUE changes it until the shell\n" +
    "ends. What is always to hold belongs into the start file.",
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "Setting",
          placeholder: "name",
          parse: String,
          optional: true,
          proposeCompletions: () => NAMES.map((name) => described(name, rowOf(name).doc)),
        },
        {
          brief: "Its new value",
          placeholder: "value",
          parse: String,
          optional: true,
          proposeCompletions() {
            const name = this.before.at(-1) ?? "";
            return isSetting(name) ? SETTINGS[name].values : [];
          },
        },
      ],
    },
  },
  run(context, flags, name, value) {
    const { shell } = context;
    if (name !== undefined && value !== undefined) return change(shell, settingOf(name), value);
    const { settings } = shell;
    show(context, flags, {
      items: name === undefined ? NAMES : [settingOf(name)],
      row: (one) => ({
        type: "setting",
        name: one,
        value: settings[one],
        initial: rowOf(one).initial,
        doc: rowOf(one).doc,
      }),
      lines: (names, screen) => settingTable(settings, screen, names),
    });
  },
});

function settingOf(name: string): SettingName {
  if (isSetting(name)) return name;
  const near = nearest(name, NAMES);
  throw new Failure(
    STATUS.usage,
    `There is no setting "${visible(name)}"${
      near === undefined ? ": set lists them" : `, did you mean "${near}"?`
    }`,
  );
}

function change(
  shell: { settings: Parameters<typeof withSetting>[0] },
  name: SettingName,
  value: string,
): void {
  try {
    shell.settings = withSetting(shell.settings, name, value);
  } catch (error) {
    throw new Failure(
      STATUS.usage,
      `Cannot set ${name} to "${visible(value)}": ${
        error instanceof Error ? error.message : error
      }`,
      { cause: error },
    );
  }
}
