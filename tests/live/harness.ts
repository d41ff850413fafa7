/**
 * Live tests: real programs, a real kernel. Where the machine cannot run them they say so and are
 * skipped; under CI on a machine that could, what is missing beyond the kernel is a failure.
 */
import type { Interest } from "../../compiler/interest.ts";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { decode } from "../../engine/decode.ts";
import { KNOWN, OFFSET, PHASE, TYPE } from "../../engine/layout.ts";
import { RecordView } from "../../engine/record.ts";
import type { EventData } from "../../engine/report.ts";
import { BpfSource, type Loss } from "../../sensor/kernel/bpf_source.ts";
import { launch } from "../../sensor/processes/launch.ts";
import { libbpf } from "../../sensor/native/libbpf.ts";
import { libc } from "../../sensor/native/libc.ts";

/** LIMIT_MS is when a test that waits in vain fails: far beyond what any takes on a busy machine. */
const LIMIT_MS = 180_000;

/** CI: what a live test needs must be there, and none is skipped. */
export const CI = Deno.env.get("CI") === "true";

/** reason is why live tests cannot run here, or null. */
const reason = missing();

/** live registers a test that needs the kernel. */
export function live(name: string, body: () => Promise<void> | void): void {
  if (reason !== null) console.log(`skipped: ${reason}: ${name}`);
  Deno.test({ name, ignore: reason !== null, fn: body, timeout: LIMIT_MS });
}

function missing(): string | null {
  if (Deno.uid() !== 0) return "not root";
  try {
    Deno.statSync("/sys/kernel/btf/vmlinux");
  } catch {
    return "the kernel has no BTF";
  }
  try {
    // Opened here, because libraries stay open and a test must close what it opens.
    libc();
    libbpf();
    new Deno.Command("gcc", { args: ["--version"], stdout: "null", stderr: "null" }).outputSync();
  } catch (error) {
    if (CI) throw error;
    return error instanceof Error ? error.message : String(error);
  }
  return null;
}

const folder = reason === null ? Deno.makeTempDirSync({ prefix: "exeray-live-" }) : "";
globalThis.addEventListener("unload", () => {
  if (folder !== "") Deno.removeSync(folder, { recursive: true });
});

/** program compiles programs/NAME.c and returns the path of what comes out. */
export function program(name: string): string {
  const path = `${folder}/${name}`;
  try {
    Deno.statSync(path);
  } catch {
    const source = new URL(`programs/${name}.c`, import.meta.url).pathname;
    const { success, stderr } = new Deno.Command("gcc", {
      args: ["-O1", "-o", path, source, "-lpthread"],
    }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  }
  return path;
}

/** temporary returns the path of a new folder that is removed when all tests are done. */
export function temporary(): string {
  return Deno.makeTempDirSync({ dir: folder });
}

/** interest wants the named kinds at the given phases (both if not said), with `fields`. */
export function interest(
  kinds: readonly string[],
  phases: number = PHASE.whole,
  fields: readonly string[] = [],
): Interest {
  const ids = kinds.map((name) => KINDS.findIndex((kind) => kind.name === name));
  return { phases: new Map(ids.map((id) => [id, phases])), fields: new Set(fields) };
}

/** Seen is one record, decoded, with the parts of its header that a decoded event leaves out. */
export interface Seen {
  readonly type: keyof typeof TYPE;
  readonly root: number;
  readonly start: bigint;
  readonly rootStart: bigint;
  readonly flags: number;
  readonly event: EventData;
  /** bytes is the whole record. */
  readonly bytes: Uint8Array;
}

const TYPES = Object.keys(TYPE) as readonly (keyof typeof TYPE)[];

/** Watch is a source with all that has come from it. */
export class Watch implements Disposable {
  readonly source: BpfSource;
  readonly seen: Seen[] = [];
  readonly lost: Loss[] = [];
  readonly warnings: string[] = [];
  readonly #view = new RecordView();

  constructor(wanted: Interest, options: { readonly ringBytes?: number } = {}) {
    this.source = BpfSource.open(options);
    this.source.setInterest(wanted);
  }

  /** drain takes in what has come and returns how many records that was. */
  drain(): number {
    const count = this.source.drain((bytes, offset, ts) => {
      const view = this.#view.at(bytes, offset, ts);
      // What was read in /proc is no record of the kernel's.
      if (view.type === KNOWN) return;
      this.seen.push({
        type: TYPES[view.type] ?? "call",
        root: view.root,
        start: view.exact(OFFSET.start),
        rootStart: view.exact(OFFSET.rootStart),
        flags: view.flags,
        event: decode(view),
        bytes: bytes.slice(offset, offset + view.size),
      });
    });
    this.lost.push(...this.source.losses());
    this.warnings.push(...this.source.warnings());
    return count;
  }

  /** until drains until `found` gives something, and fails after a generous time. */
  async until<T>(what: string, found: () => T | undefined | false): Promise<T> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      this.drain();
      const value = found();
      if (value !== undefined && value !== false) return value;
      if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`);
      await this.source.wait(20);
    }
  }

  /** run starts a command and takes in everything until its tree is gone. */
  async run(
    command: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ): Promise<{ readonly pid: number; readonly code: number }> {
    const child = await launch(command, {
      ...options,
      stdout: "null",
      stderr: "null",
      attach: (pid) => this.source.attach(pid, { waitForExec: true }),
    });
    const { code } = await child.status;
    await this.until("the end", () => this.source.processes(child.pid).length === 0);
    this.drain();
    return { pid: child.pid, code };
  }

  /** calls lists the calls of a kind, at one phase if it is given. */
  calls(kind: string, phase?: "enter" | "exit"): readonly Seen[] {
    return this.seen.filter(({ type, event }) =>
      type === "call" && event.kind === kind && (phase === undefined || event.phase === phase)
    );
  }

  /** events lists the events of `calls`. */
  events(kind: string, phase?: "enter" | "exit"): readonly EventData[] {
    return this.calls(kind, phase).map(({ event }) => event);
  }

  [Symbol.dispose](): void {
    this.source.close();
  }
}
