/** The shell in a terminal, for tests that type to it: with a history and settings of its own. */
import { PROGRAM, ROOT } from "./process.ts";
import { Pty, type PtyOptions } from "./terminal/pty.ts";

const folder = Deno.makeTempDirSync({ prefix: "exeray-shell-" });
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));

/** shellEnv is the environment of a shell that nobody has used before, without colours. */
export function shellEnv(): Readonly<Record<string, string>> {
  return {
    XDG_STATE_HOME: Deno.makeTempDirSync({ dir: folder }),
    EXERAY_RC: "",
    NO_COLOR: "1",
  };
}

/** shellPty starts the shell and waits for its prompt. */
export async function shellPty(options: PtyOptions = {}): Promise<Pty> {
  const pty = await Pty.start(PROGRAM, {
    cwd: ROOT,
    ...options,
    env: { ...shellEnv(), ...options.env },
  });
  await pty.until((lines) => isPrompt(lines.at(-1)));
  return pty;
}

/** isPrompt tells whether a line is a prompt that nothing was typed to. */
export function isPrompt(line: string | undefined): boolean {
  return line?.startsWith("exeray") === true && line.endsWith(">");
}
