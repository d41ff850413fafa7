/**
 * reason is why the system refused something, in a few words: its own, without the number and the
 * call. `missing` is what is told where there is no such thing.
 */
export function reason(error: unknown, missing = "there is no such file or folder"): string {
  if (error instanceof Deno.errors.NotFound) return missing;
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "this process was started without the right";
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder";
  const message = error instanceof Error ? error.message : String(error);
  // "Not a directory (os error 20): readfile 'x'" becomes "not a directory".
  const words = message.replace(/ \(os error \d+\).*$/s, "");
  return words.charAt(0).toLowerCase() + words.slice(1);
}
