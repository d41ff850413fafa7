/** What the shell costs whoever sits at it: its start, and the echo of a key while much happens. */
import { output } from "./tracers.ts";
import { Terminal } from "./pty.ts";
import { figures, type Group, type Row } from "./row.ts";

const MAIN = new URL("../repl/main.ts", import.meta.url).pathname;
const COMMAND = [Deno.execPath(), "run", "-q", "-P=exeray", MAIN];

const STARTS = 15;
const KEYS = 200;
/** PAUSE_MS is between two keys: nobody types faster. */
const PAUSE_MS = 25;
const RATE = 300_000;

/** WANTED is what was promised, in ns. */
const WANTED = { start: 400e6, echo: 50e6 } as const;

/** QUIET is judged on every write; BUSY moves a run with each of them. */
const QUIET = 'path "quiet" { write { len = 1 } execve {} }';
const BUSY = 'path "busy" by process within 1s { write { len = 256 } write { len = 256 } exit {} }';

/** SHELL is the group of rows. */
export const SHELL: Group = {
  title: "The shell",
  async *rows() {
    yield await start();
    const folder = Deno.makeTempDirSync();
    const calls = `${folder}/calls`;
    await output(["gcc", "-O2", "-o", calls, new URL("calls.c", import.meta.url).pathname]);
    try {
      yield* echo("nothing watched", [], folder);
      const flood = `run ${calls} pace ${RATE} 60`;
      yield* echo(`${RATE} events a second`, [QUIET, flood], folder);
      yield* echo(`${RATE} events a second that move runs`, [BUSY, flood], folder);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
};

function sitting(folder: string): Terminal {
  return new Terminal(COMMAND, { XDG_STATE_HOME: folder, EXERAY_RC: "", NO_COLOR: "1" });
}

/** start is from the start of the program to its prompt, with everything in the system's caches. */
async function start(): Promise<Row> {
  const ours: number[] = [], bare: number[] = [];
  for (let round = -1; round < STARTS; round++) {
    const folder = Deno.makeTempDirSync();
    const begun = performance.now();
    {
      await using terminal = sitting(folder);
      await terminal.shown(/exeray> /);
      if (round >= 0) ours.push((performance.now() - begun) * 1e6);
    }
    Deno.removeSync(folder, { recursive: true });
    const before = performance.now();
    await using terminal = new Terminal([Deno.execPath(), "eval", "console.log('up')"]);
    await terminal.shown(/up/);
    if (round >= 0) bare.push((performance.now() - before) * 1e6);
  }
  return {
    what: "from start to prompt",
    unit: "ns",
    ...figures(ours),
    wanted: WANTED.start,
    other: { name: "deno with nothing to do", median: figures(bare).ours },
  };
}

/** echo is from a key press until the terminal shows it, after `entries` were typed. */
async function* echo(
  what: string,
  entries: readonly string[],
  folder: string,
): AsyncGenerator<Row> {
  await using terminal = sitting(folder);
  await terminal.shown(/exeray> /);
  for (const entry of entries) {
    terminal.forget();
    terminal.type(`${entry}\r`);
    await terminal.shown(entry.startsWith("run") ? /watched from the start/ : /states?, waits for/);
  }
  const rate = entries.length === 0 ? null : await rateOf(terminal);
  const passed = await keys(terminal);
  const after = entries.length === 0 ? null : await rateOf(terminal);
  const sorted = passed.toSorted((a, b) => a - b);
  const { ours, spread } = figures(passed);
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  yield { what: `a key's echo, ${what}: median`, unit: "ns", ours, spread };
  yield {
    what: `a key's echo, ${what}: 99 of 100`,
    unit: "ns",
    ours: p99,
    spread,
    wanted: WANTED.echo,
  };
  if (rate !== null && after !== null) {
    yield { what: `${what}: reached`, unit: "events", ...figures([rate, after]) };
  }
}

/** keys types a character at a time and returns how long each took to be shown, in ns. */
async function keys(terminal: Terminal): Promise<readonly number[]> {
  const passed: number[] = [];
  let typed = "";
  while (passed.length < KEYS) {
    const key = "abcdefghij"[passed.length % 10] ?? "a";
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    typed += key;
    terminal.forget();
    const begun = performance.now();
    terminal.type(key);
    await terminal.shown(new RegExp(`> ${typed}`));
    passed.push((performance.now() - begun) * 1e6);
    if (typed.length < 30) continue;
    terminal.type("\x03");
    await terminal.shown(/\^C/);
    typed = "";
  }
  return passed;
}

/** rateOf is what `watch` says of the events a second. */
async function rateOf(terminal: Terminal): Promise<number> {
  terminal.type("\x03watch\r");
  await terminal.shown(/q quit/);
  // The rate looks back over two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2500));
  terminal.forget();
  const [, said = ""] = await terminal.shown(/([\d,]+) events\/s/);
  terminal.forget();
  terminal.type("q");
  await terminal.shown(/exeray[^\r\n]*> /);
  return Number(said.replaceAll(",", ""));
}
