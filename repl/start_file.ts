/**
 * The start file: statements that a prompt begins with. Only ever from the user's own folders: a
 * file in the working directory may be anybody's, and what it says would run with the rights of
 * whoever hunts. For the same reason it must belong to that user, and nobody else may write it.
 */
import { evaluate, type PromptBase } from "./evaluate.ts";
import { reason } from "../sensor/native/reason.ts";
import { visible } from "./views/escape.ts";

/** Environment gives variables of the environment. */
export type Environment = (name: string) => string | undefined;

/**
 * startFiles are the places of the start file, of which the first that is there counts. EXERAY_RC
 * names another one; where that is empty there is none.
 */
export function startFiles(env: Environment): readonly string[] {
  const named = env("EXERAY_RC");
  if (named !== undefined) return named === "" ? [] : [named];
  const home = env("HOME");
  if (home === undefined || !home.startsWith("/")) return [];
  const config = env("XDG_CONFIG_HOME") || `${home}/.config`;
  return [`${home}/.exerayrc`, `${config}/exeray/exerayrc`];
}

/** runStartFile carries out the start file. What goes wrong is told, and the prompt comes anyway. */
export async function runStartFile(
  base: PromptBase,
  env: Environment = (name) => Deno.env.get(name),
): Promise<void> {
  for (const path of startFiles(env)) {
    try {
      const text = await readOwn(path);
      if (text === null) continue;
      await evaluate(text, base, path);
    } catch (error) {
      base.err.write(`Left "${visible(path)}" out: ${visible(reason(error))}\n`);
    }
    return;
  }
}

/** readOwn reads a file that nobody else could have written; null where there is none. */
async function readOwn(path: string): Promise<string | null> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  // What is checked is the open file, so nobody can exchange it in between.
  using open = file;
  const { isFile, uid, mode } = await open.stat();
  if (!isFile) throw new Error("it is no file");
  if (uid !== 0 && uid !== Deno.uid()) throw new Error("it belongs to another user");
  if (((mode ?? 0) & 0o022) !== 0) throw new Error("others may write it; chmod 600 mends that");
  return await new Response(open.readable).text();
}
