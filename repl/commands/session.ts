import { redactText } from "../../engine/redact.ts";
import { processTable } from "../../sensor/processes/process_table.ts";
import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS, type Status } from "../status.ts";
import type { PromptContext } from "../context.ts";
import { describe } from "../failures.ts";
import { createFile, FORCE_FLAG } from "../files.ts";
import { proposePaths } from "../arguments/paths.ts";
import { policyText } from "../policies/policy_text.ts";
import {
  readSession,
  type SavedSession,
  type SavedTarget,
  SessionFileError,
  writeSession,
} from "../session_file.ts";
import { INITIAL, isSetting, NAMES, type Settings, withSetting, written } from "../settings.ts";
import { compileSources, diagnosticsText, readText, refusal } from "../policies/sources.ts";
import { quoted, visible } from "../views/escape.ts";
import { counted } from "../views/words.ts";

type Flags = { readonly force: boolean };

/** session writes what the prompt has to a file, and takes it up again. */
export const session = promptCommand<Flags, [what: string, file: string]>({
  name: "session",
  brief: "Save the session to a file, or load one",
  details:
    "A session is the policies with their lets, the settings, the matches so far, and the\n" +
    "targets by their command lines: load attaches to every process that has one of them now.\n" +
    "What is loaded is added to what there is; undo takes its policies back. The file is for its\n" +
    "owner only, and with set redact on secrets are masked in it.",
  examples: [
    ["session save monday.json", "what there is now"],
    ["session load monday.json", "goes on with it"],
  ],
  statuses: ["input", "machine"],
  usage: ["save <file> [--force]", "load <file>"],
  parameters: {
    flags: { force: FORCE_FLAG },
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: '"save" or "load"',
          placeholder: "save|load",
          parse: String,
          proposeCompletions: () => ["save", "load"],
        },
        {
          brief: "Session file",
          placeholder: "file",
          parse: String,
          proposeCompletions: (partial) => proposePaths(partial),
        },
      ],
    },
  },
  async run(context, flags, what, file) {
    if (what === "save") return await save(context, flags, file);
    if (what === "load") return await load(context, flags, file);
    throw new Failure(STATUS.usage, "Say session save FILE or session load FILE");
  },
});

async function save(
  context: PromptContext,
  flags: Flags & { readonly format: string },
  file: string,
): Promise<void> {
  const { shell } = context;
  const targets = await shell.opened?.targets() ?? [];
  const saved: SavedSession = {
    settings: Object.fromEntries(NAMES.map((name) => [name, written(shell.settings, name)])),
    definitions: Object.fromEntries(shell.policies.definitions),
    policies: [...shell.policies.held.values()].map(({ machine, enabled }) => ({
      file: machine.file,
      text: policyText([machine]),
      enabled,
    })),
    targets: targets.map(({ name, follow }) => ({ name, follow })),
    matches: shell.matches.map((match) => ({
      match,
      source: shell.sourceOf(match),
      start: shell.startOf(match),
    })),
  };
  await createFile(file, writeSession(saved), { force: flags.force, mode: 0o600 });
  confirm(context, flags, () => `Wrote ${countsOf(saved)} to ${quoted(file)}`);
}

async function load(
  context: PromptContext,
  flags: { readonly format: string },
  file: string,
): Promise<Status> {
  const { shell } = context;
  const saved = await read(file);
  const { machines, disabled } = compiled(context, saved);
  await shell.change({
    what: `session load ${visible(file)}`,
    put: machines,
    disable: disabled,
    define: new Map(Object.entries(saved.definitions)),
  });
  const { redact } = shell.settings;
  const settings = settled(shell.settings, saved);
  // Whoever has secrets masked does not lose that by looking into a file.
  shell.settings = { ...settings, redact: redact || settings.redact };
  shell.recall(saved.matches);
  confirm(context, flags, () => `Loaded ${countsOf(saved)} from ${quoted(file)}`);
  return saved.targets.length === 0 ? STATUS.done : await attach(context, flags, saved.targets);
}

async function read(file: string): Promise<SavedSession> {
  try {
    const saved = readSession(await readText(file));
    // A value that a setting does not take is found before anything is changed.
    settled(INITIAL, saved);
    return saved;
  } catch (error) {
    if (!(error instanceof SessionFileError)) throw error;
    throw new Failure(STATUS.input, `Cannot load ${quoted(file)}: ${visible(error.message)}`, {
      cause: error,
    });
  }
}

/** settled returns settings as they were saved; one that this version does not know is left out. */
function settled(settings: Settings, saved: SavedSession): Settings {
  let all = settings;
  for (const [name, value] of Object.entries(saved.settings)) {
    try {
      if (isSetting(name)) all = withSetting(all, name, value);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new SessionFileError(`settings.${name}: ${why}`, { cause: error });
    }
  }
  return all;
}

function compiled({ err }: PromptContext, { policies }: SavedSession) {
  const sets = policies.map(({ file, text, enabled }) => {
    const set = compileSources([{ file, text }]);
    err.write(diagnosticsText(set, err));
    if (set.errors > 0) throw refusal(set);
    return { machines: set.machines, enabled };
  });
  return {
    machines: sets.flatMap(({ machines }) => machines),
    disabled: sets.filter(({ enabled }) => !enabled)
      .flatMap(({ machines }) => machines.map(({ name }) => name)),
  };
}

/** attach watches each process that has the command line of a target now. */
async function attach(
  context: PromptContext,
  flags: { readonly format: string },
  targets: readonly SavedTarget[],
): Promise<Status> {
  const { err, shell } = context;
  const live = await shell.session();
  const watched = new Set((await live.targets()).map(({ pid }) => pid));
  const table = processTable();
  let status: Status = STATUS.done;
  // Two targets of one name are found at once.
  for (const [name, { follow }] of new Map(targets.map((target) => [target.name, target]))) {
    // Where secrets were masked as it was saved, they are no part of the name.
    const found = table.filter((one) => one.name === name || redactText(one.name) === name);
    const shown = shell.redaction.text(name);
    if (found.length === 0) err.write(`No process is called ${quoted(shown)} now\n`);
    for (const { pid } of found) {
      if (watched.has(pid)) {
        confirm(context, flags, () => `Watching ${pid} already (${visible(shown)})`);
        continue;
      }
      try {
        await live.attach(pid, { follow });
        confirm(context, flags, () => `Watching ${pid} (${visible(shown)})`);
      } catch (error) {
        const foreseen = describe(error);
        if (foreseen === null) throw error;
        err.write(`${foreseen.message}\n`);
        status = foreseen.status;
      }
    }
  }
  return status;
}

function countsOf({ policies, matches, targets }: SavedSession): string {
  return [
    counted(policies.length, "policy", "policies"),
    counted(matches.length, "match", "matches"),
    counted(targets.length, "target"),
  ].join(", ");
}
