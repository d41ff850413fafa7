/** The program as a process, for tests. */
import { fileURLToPath } from "node:url";

/** ROOT is the project's folder. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Ended is a process that has ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** spawn starts the program with its streams piped. */
export function spawn(args: readonly string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", `${ROOT}repl/main.ts`, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** exeray runs the program to its end. */
export async function exeray(args: readonly string[], input = ""): Promise<Ended> {
  const child = spawn(args);
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  return await ended(child);
}

/** ended waits for a process whose input is closed. */
export async function ended(child: Deno.ChildProcess): Promise<Ended> {
  const [out, err, { code }] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.status,
  ]);
  return { code, out, err };
}

/** text reads a stream to its end. */
export async function text(stream: ReadableStream<Uint8Array>): Promise<string> {
  return await new Response(stream).text();
}
