/** Starting a command so that it is watched from its first system call on. */
import { SensorError } from "../errors.ts";
import { processStat } from "./processes.ts";

/** LaunchOptions are how a command is started. Its input is empty and its output shown by default. */
export interface LaunchOptions {
  /** attach is called with the pid while the command has not run yet; it must wait for its exec. */
  readonly attach: (pid: number) => void | Promise<void>;
  readonly cwd?: string;
  /** env is added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: "inherit" | "null";
  /** stdout "stderr" sends what it prints to this process's standard error. */
  readonly stdout?: "inherit" | "null" | "stderr";
  readonly stderr?: "inherit" | "null";
  /** onOutput gets what it prints on both streams instead, in pieces as they come. */
  readonly onOutput?: (text: string) => void;
}

/** Launched is a command that runs. */
export interface Launched {
  readonly pid: number;
  /** status settles when it has ended; code is 128 + signal where a signal ended it. */
  readonly status: Promise<{ readonly code: number; readonly signal: string | null }>;
  /** kill sends it a signal, SIGTERM by default; one that has ended takes no harm. */
  kill(signal?: Deno.Signal): void;
  /** unref lets this program end before the command does. */
  unref(): void;
}

/** STUB stops itself, and becomes the command when it is let go. */
const STUB = `kill -STOP $$; exec "$@"`;

/** STUB_TO_STDERR does the same, the command's standard output being this process's error. */
const STUB_TO_STDERR = `kill -STOP $$; exec "$@" >&2`;

/** SHELL runs the stub. POSIX has it there. */
const SHELL = "/bin/sh";

/** LOOK_EVERY_MS is how often we look whether the stub has stopped: it takes a millisecond or two. */
const LOOK_EVERY_MS = 1;

/**
 * launch starts `command` and resolves when it runs. A command that cannot be started is told
 * before anything is, by a SensorError with the code "command".
 */
export async function launch(
  command: readonly string[],
  options: LaunchOptions,
): Promise<Launched> {
  requireCommand(command, options);
  const { onOutput, stdout = "inherit" } = options;
  const child = spawn(command, {
    args: ["-c", stdout === "stderr" ? STUB_TO_STDERR : STUB, "sh", ...command],
    stdin: options.stdin ?? "null",
    stdout: onOutput !== undefined ? "piped" : stdout === "stderr" ? "inherit" : stdout,
    stderr: onOutput !== undefined ? "piped" : options.stderr ?? "inherit",
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
  });
  const told = onOutput === undefined
    ? Promise.resolve()
    : Promise.all([child.stdout, child.stderr].map((stream) => tell(stream, onOutput)));
  const send = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended.
    }
  };
  try {
    await stopped(child.pid, command);
    await options.attach(child.pid);
  } catch (error) {
    send("SIGKILL");
    await Promise.all([child.status, told]);
    throw error;
  }
  send("SIGCONT");
  return {
    pid: child.pid,
    status: child.status.then(({ code, signal }) => ({ code, signal })),
    kill: (signal = "SIGTERM") => send(signal),
    unref: () => child.unref(),
  };
}

/** spawn starts the stub that will become the command. */
function spawn([name]: readonly string[], options: Deno.CommandOptions): Deno.ChildProcess {
  try {
    return new Deno.Command(SHELL, options).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotCapable) {
      const remedy = `Give Deno --allow-run=${SHELL}`;
      const message = `Cannot start "${name}": Deno may not start ${SHELL}`;
      throw new SensorError("privilege", message, { remedy, cause });
    }
    const { cwd } = options;
    const reason = cwd !== undefined && kindOfFile(`${cwd}`) !== "folder"
      ? `there is no folder "${cwd}"`
      : cause instanceof Error
      ? cause.message
      : String(cause);
    throw new SensorError("command", `Cannot start "${name}": ${reason}`, { cause });
  }
}

/** tell hands on what a stream delivers, as text. */
async function tell(
  stream: ReadableStream<Uint8Array>,
  onOutput: (text: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of stream) onOutput(decoder.decode(bytes, { stream: true }));
}

/** stopped resolves when the stub has stopped itself. */
async function stopped(pid: number, command: readonly string[]): Promise<void> {
  for (;;) {
    const state = processStat(pid)?.state;
    if (state === "T") return;
    if (state === undefined || state === "Z") {
      throw new SensorError("command", `Cannot start "${command[0]}": ${SHELL} ended at once`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** requireCommand throws unless there is a file that execvp(3) would run. */
function requireCommand(
  command: readonly string[],
  { cwd, env }: Pick<LaunchOptions, "cwd" | "env">,
): void {
  const [name] = command;
  if (name === undefined || name === "") {
    throw new SensorError("command", "Cannot start a command: none was given");
  }
  const refuse = (reason: string, remedy: string | null = null) => {
    throw new SensorError("command", `Cannot start "${name}": ${reason}`, { remedy });
  };
  if (name.includes("/")) {
    const found = kindOfFile(resolve(cwd, name));
    if (found !== "runnable") refuse(REASONS[found]);
    return;
  }
  const path = env?.["PATH"] ?? pathFor(name);
  const found = path.split(":").map((folder) =>
    kindOfFile(resolve(cwd, `${folder || "."}/${name}`))
  );
  if (found.includes("runnable")) return;
  if (found.includes("forbidden")) refuse(REASONS.forbidden);
  refuse("it is in no folder of PATH", "Give the whole path of the program");
}

/** pathFor returns the PATH that a command is looked for in. */
function pathFor(name: string): string {
  try {
    return Deno.env.get("PATH") ?? "/usr/bin:/bin";
  } catch (cause) {
    const message = `Cannot start "${name}": Deno may not read PATH, where it would be looked for`;
    const remedy = "Give Deno --allow-env=PATH, or the whole path of the program";
    throw new SensorError("privilege", message, { remedy, cause });
  }
}

type FileKind = "runnable" | "absent" | "folder" | "forbidden";

const REASONS: Readonly<Record<Exclude<FileKind, "runnable">, string>> = {
  absent: "there is no such file",
  folder: "it is a folder",
  forbidden: "it is not executable",
};

function kindOfFile(path: string): FileKind {
  try {
    const { isDirectory, mode } = Deno.statSync(path);
    if (isDirectory) return "folder";
    return ((mode ?? 0) & 0o111) === 0 ? "forbidden" : "runnable";
  } catch (error) {
    if (error instanceof Deno.errors.PermissionDenied) return "forbidden";
    // Where Deno may not look, the exec itself will tell.
    if (error instanceof Deno.errors.NotCapable) return "runnable";
    return "absent";
  }
}

function resolve(cwd: string | undefined, path: string): string {
  return path.startsWith("/") || cwd === undefined ? path : `${cwd}/${path}`;
}
