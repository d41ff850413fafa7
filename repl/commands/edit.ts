import { compile } from "../../compiler/compile.ts";
import type { Machine } from "../../compiler/machine.ts";
import { promptCommand } from "../command.ts";
import { confirm } from "../screens.ts";
import { Failure, STATUS, type Status } from "../status.ts";
import type { PromptContext } from "../context.ts";
import { earlierLets, letsIn } from "../policies/definitions.ts";
import { heldPolicy, POLICY_NAME } from "../policies/policy.ts";
import { policyText } from "../policies/policy_text.ts";
import { diagnosticsText } from "../policies/sources.ts";
import type { Seat } from "../terminal/terminal.ts";
import { quoted, visible } from "../views/escape.ts";
import { machineLine } from "../views/machine.ts";

/** edit opens a policy in the user's editor and loads what comes back. */
export const edit = promptCommand<Record<never, never>, [name: string]>({
  name: "edit",
  brief: "Edit a policy with $VISUAL or $EDITOR, and load it",
  examples: [["edit shadow_read", "opens it in your editor, and loads what comes back"]],
  statuses: ["input"],
  details:
    "What is edited is a copy: the policy is exchanged here, and save writes it to a file.\n" +
    "With errors in it the one that runs stays, and the text can be edited again.",
  parameters: { positional: { kind: "tuple", parameters: [POLICY_NAME] } },
  async run(context, flags, name) {
    const { shell } = context;
    const { machine } = heldPolicy(shell, name);
    const { seat } = shell;
    if (seat === null) throw new Failure(STATUS.input, "Cannot edit: that needs a terminal");
    const folder = await Deno.makeTempDir({ prefix: "exeray-" });
    const path = `${folder}/${
      name.replace(/[^\w.-]/g, "_").replace(/^\.*/, "").slice(0, 64)
    }.policy`;
    const before = policyText([machine]);
    await Deno.writeTextFile(path, before, { mode: 0o600 });
    const { status, machines } = await untilSound(context, seat, path, before);
    if (machines === null) return status;
    await Deno.remove(folder, { recursive: true });
    if (machines.length === 0) {
      confirm(context, flags, () => `Left "${visible(name)}" as it was`);
      return STATUS.done;
    }
    const names = new Set(machines.map((one) => one.name));
    await shell.change({
      what: `edit ${visible(name)}`,
      put: machines,
      drop: names.has(name) ? [] : [name],
    });
    for (const one of machines) confirm(context, flags, (screen) => machineLine(one, screen));
  },
});

/** Edited is what came back: no machines where nothing was changed, null where it was given up. */
interface Edited {
  readonly status: Status;
  readonly machines: readonly Machine[] | null;
}

/** untilSound has a file edited until it compiles, or until the user has enough. */
async function untilSound(
  { err, shell, signal }: PromptContext,
  seat: Seat,
  path: string,
  before: string,
): Promise<Edited> {
  for (;;) {
    await seat.handOver(() => runEditor(path));
    const text = await Deno.readTextFile(path);
    if (text === before) return { status: STATUS.done, machines: [] };
    const whole = `${text}\n${earlierLets(letsIn(text), shell.policies.definitions)}`;
    const { machines, diagnostics } = compile(whole, {
      file: path,
      architecture: Deno.build.arch,
    });
    const sources = [{ file: path, text: whole }];
    err.write(diagnosticsText({ diagnostics, sources }, err));
    const sound = diagnostics.every((one) => one.severity !== "error");
    if (sound && machines.length > 0) return { status: STATUS.done, machines };
    if (sound) err.write("There is no policy in it\n");
    err.write("Enter edits it again, any other key leaves the policy as it was\n");
    const key = await seat.key();
    if (key?.name === "enter" && !signal.aborted) continue;
    err.write(`What was written is in ${quoted(path)}\n`);
    return { status: STATUS.input, machines: null };
  }
}

/** runEditor starts the editor as other programs do: its name may hold options. */
async function runEditor(path: string): Promise<void> {
  const editor = Deno.env.get("VISUAL") || Deno.env.get("EDITOR") || "vi";
  const { code } = await new Deno.Command("/bin/sh", {
    // The keys that would end the shell are the editor's.
    args: ["-c", `trap : INT QUIT; ${editor} "$@"`, editor, path],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code === 0) return;
  throw new Failure(
    STATUS.input,
    code === 127
      ? `Cannot edit: there is no "${visible(editor)}"; set EDITOR to one that is installed`
      : `Cannot edit: "${visible(editor)}" has ended with status ${code}`,
  );
}
