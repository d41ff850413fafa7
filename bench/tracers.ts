/** What a user would take instead of the sensor, and the programs that both are measured with. */

/** DD makes so many reads and writes of 256 bytes. */
export function dd(count: number): readonly string[] {
  return ["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=256", `count=${count}`];
}

/** ddTime is how long dd says that it took, in ns. */
export function ddTime(said: string): number {
  const seconds = /copied, ([\d.e-]+) s/.exec(said)?.[1];
  if (seconds === undefined) throw new Error(`dd said "${said}"`);
  return Number(seconds) * 1e9;
}

/** output runs a command to its end and returns what it printed on both streams. */
export async function output(command: readonly string[]): Promise<string> {
  const [name = "", ...args] = command;
  const { success, stdout, stderr } = await new Deno.Command(name, {
    args,
    stdin: "null",
    env: { LC_ALL: "C" },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${name}: ${said}`);
  return said;
}

/** installed tells whether there is such a command. */
export async function installed(name: string): Promise<boolean> {
  try {
    await output([name, "--version"]);
    return true;
  } catch {
    return false;
  }
}

/** Traced is a run of dd under something that tells each of its writes. */
export interface Traced {
  /** time is ns a write. */
  readonly time: number;
  readonly delivered: number;
  readonly lost: number;
}

/** strace runs dd under `strace -f -e trace=write`, which writes to a file. */
export async function strace(count: number): Promise<Traced> {
  const log = Deno.makeTempFileSync();
  try {
    const said = await output(["strace", "-f", "-e", "trace=write", "-o", log, ...dd(count)]);
    return { time: ddTime(said) / count, delivered: await lines(log, "write(1,"), lost: 0 };
  } finally {
    Deno.removeSync(log);
  }
}

/** perfTrace runs dd under `perf trace -e write`, which writes to a file. */
export async function perfTrace(count: number): Promise<Traced> {
  const log = Deno.makeTempFileSync();
  try {
    const said = await output([
      ...WITH_TRACEFS,
      "perf",
      "trace",
      "-e",
      "write",
      "-o",
      log,
      ...dd(count),
    ]);
    return { time: ddTime(said) / count, delivered: await lines(log, "write(fd: 1"), lost: 0 };
  } finally {
    Deno.removeSync(log);
  }
}

/**
 * WITH_TRACEFS runs a command where there is the list of tracepoints, mounted for it alone where the
 * machine has it nowhere.
 */
const WITH_TRACEFS = [
  "unshare",
  "-m",
  "sh",
  "-c",
  `{ mount -t tracefs none /sys/kernel/tracing; mount -t debugfs none /sys/kernel/debug; } 2> /dev/null
   exec "$@"`,
  "sh",
];

const BPFTRACE = [...WITH_TRACEFS, "bpftrace"];

/** PRINT tells each write of the command that bpftrace starts, with what is written. */
const PRINT = `tracepoint:syscalls:sys_enter_write /pid == cpid/ {
  printf("write %d %d %s\\n", args->fd, args->count, str(args->buf)); }`;

/** bpftrace runs dd under a bpftrace that prints its writes to a file. */
export async function bpftrace(count: number): Promise<Traced> {
  const log = Deno.makeTempFileSync();
  try {
    const command = dd(count).join(" ");
    const said = await output([...BPFTRACE, "-o", log, "-e", PRINT, "-c", command]);
    const lost = [...(said + await Deno.readTextFile(log).then(losses)).matchAll(LOST)]
      .reduce((sum, [, number]) => sum + Number(number), 0);
    return { time: ddTime(said) / count, delivered: await lines(log, "write 1 "), lost };
  } finally {
    Deno.removeSync(log);
  }
}

const LOST = /Lost (\d+) events/g;

function losses(log: string): string {
  return log.split("\n").filter((line) => line.includes("Lost")).join("\n");
}

async function lines(path: string, start: string): Promise<number> {
  const text = await Deno.readTextFile(path);
  return text.split("\n").filter((line) => line.includes(start)).length;
}

/** STRANGER counts the writes of a process that there is not. */
const STRANGER = `BEGIN { printf("ready\\n"); }
tracepoint:syscalls:sys_enter_write /pid == 4194304/ { @ = count(); }`;

/** besideBpftrace runs `work` while bpftrace watches the writes of another process. */
export async function besideBpftrace<T>(work: () => Promise<T>): Promise<T> {
  const [name = "", ...args] = BPFTRACE;
  const child = new Deno.Command(name, {
    args: [...args, "-e", STRANGER],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("ready")) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`bpftrace ended: ${said}`);
      said += value;
    }
    return await work();
  } finally {
    child.kill("SIGINT");
    await reader.cancel();
    await child.status;
  }
}
