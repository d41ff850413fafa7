/** Parameters that are paths, with completion from the file system. */

/** POLICY_PATHS are the parameter of commands that take policy files and folders. */
export const POLICY_PATHS = {
  kind: "array",
  minimum: 1,
  parameter: {
    brief: "Policy file or folder",
    placeholder: "file",
    parse: String,
    proposeCompletions: (partial: string) => proposePaths(partial, ".policy"),
  },
} as const;

/**
 * proposePaths lists the files and folders that `partial` can become, folders with a slash behind
 * them. With `ending`, only the files that end so.
 */
export async function proposePaths(partial: string, ending = ""): Promise<readonly string[]> {
  const cut = partial.lastIndexOf("/") + 1;
  const folder = partial.slice(0, cut);
  const begun = partial.slice(cut);
  const found: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder === "" ? "." : folder)) {
      if (!name.startsWith(begun) || (name.startsWith(".") && begun === "")) continue;
      if (isDirectory) found.push(`${folder}${name}/`);
      else if (name.endsWith(ending)) found.push(folder + name);
    }
  } catch {
    // A folder that cannot be read has nothing to propose.
  }
  return found.sort();
}
