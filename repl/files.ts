/** Writing files: whole or not at all. */
import { basename, dirname } from "node:path";
import { Failure, STATUS } from "./status.ts";
import { reason } from "../sensor/native/reason.ts";
import { visible } from "./views/escape.ts";

/**
 * replaceFile exchanges a file's content in one move, so that nobody ever reads half of it. What a
 * link leads to is replaced, not the link; mode and, where that is allowed, owner stay.
 */
export async function replaceFile(file: string, text: string): Promise<void> {
  let part: string | undefined;
  try {
    const path = await Deno.realPath(file);
    const { isFile, mode, uid, gid } = await Deno.stat(path);
    if (!isFile) throw new Failure(STATUS.input, `Cannot change "${visible(file)}": it is no file`);
    const prefix = `.${basename(path)}.`;
    part = await Deno.makeTempFile({ dir: dirname(path), prefix, suffix: ".part" });
    await Deno.writeTextFile(part, text);
    // Only root can give a file away; for others it becomes theirs, as with most editors.
    if (uid !== null && gid !== null) await Deno.chown(part, uid, gid).catch(() => {});
    if (mode !== null) await Deno.chmod(part, mode & 0o7777);
    await Deno.rename(part, path);
  } catch (error) {
    if (part !== undefined) await Deno.remove(part).catch(() => {});
    if (error instanceof Failure) throw error;
    throw new Failure(STATUS.input, `Cannot change "${visible(file)}": ${reason(error)}`, {
      cause: error,
    });
  }
}

/** CreateOptions: force replaces a file that is there, mode is that of a new one. */
export interface CreateOptions {
  readonly force: boolean;
  readonly mode?: number;
}

/** createFile writes a new file; one that is there it replaces only where that is forced. */
export async function createFile(
  file: string,
  text: string,
  { force, mode }: CreateOptions,
): Promise<void> {
  const options = { createNew: true, ...(mode === undefined ? {} : { mode }) };
  try {
    await Deno.writeTextFile(file, text, options);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) {
      if (force) return await replaceFile(file, text);
      throw new Failure(
        STATUS.input,
        `Cannot write "${visible(file)}": it is there already; --force replaces it`,
      );
    }
    throw new Failure(STATUS.input, `Cannot write "${visible(file)}": ${reason(error)}`, {
      cause: error,
    });
  }
}

/** FORCE_FLAG is the parameter of commands that write files. */
export const FORCE_FLAG = {
  kind: "boolean",
  brief: "Replace a file that is there",
  default: false,
  withNegated: false,
} as const;
