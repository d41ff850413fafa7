/** Programs and their words, for commands that start one. */
import { proposePaths } from "./paths.ts";

/** proposePrograms lists the programs of the PATH that begin with `partial`; or with a slash, paths. */
export async function proposePrograms(partial: string): Promise<readonly string[]> {
  if (partial.includes("/")) return await proposePaths(partial);
  // All of them together say nothing.
  if (partial === "") return [];
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  const found = await Promise.all(folders.map((folder) => namesIn(folder, partial)));
  return [...new Set(found.flat())].sort();
}

async function namesIn(folder: string, partial: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (name.startsWith(partial) && !isDirectory) names.push(name);
    }
  } catch {
    // A folder of the PATH that is not there has no programs.
  }
  return names;
}
