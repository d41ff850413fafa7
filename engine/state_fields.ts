/** Readers of what is known of an event's process: it lies beside the record, or, some of it, in it. */
import type { ProcessPart } from "../compiler/kinds/kind.ts";
import { SPAN } from "./layout.ts";
import type { NumberField } from "./numbers.ts";
import type { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import type { State, Text } from "./state.ts";
import type { TextField } from "./texts.ts";

const TWO_32 = 2 ** 32;
const NOTHING: Text = new Uint8Array();

type TextPart = Exclude<ProcessPart, "age" | "parent.pid" | "parent.uid">;

/** OWN_SPANS has the texts that a record can carry itself; that wins over what is known. */
const OWN_SPANS: Readonly<Partial<Record<ProcessPart, number>>> = {
  exe: SPAN.exe,
  container: SPAN.container,
};

/** stateText returns the reader of a text, or undefined where the part is a number. */
export function stateText(part: ProcessPart, processes: Processes): TextField | undefined {
  return isText(part) ? new StateText(part, processes) : undefined;
}

/** stateNumber returns the reader of a number, or undefined where the part is a text. */
export function stateNumber(part: ProcessPart, processes: Processes): NumberField | undefined {
  if (isText(part)) return undefined;
  return part === "age" ? new AgeField(processes) : new ParentNumber(part, processes);
}

function isText(part: ProcessPart): part is TextPart {
  return part !== "age" && part !== "parent.pid" && part !== "parent.uid";
}

function partOf(state: State, part: TextPart): Text | null {
  switch (part) {
    case "exe":
      return state.exe;
    case "container":
      return state.container;
    case "cmdline":
      return state.cmdline;
    case "cwd":
      return state.cwd;
    case "parent.comm":
      return state.parent === null ? null : state.parent.comm;
    case "parent.exe":
      return state.parent === null ? null : state.parent.exe;
    case "parent.cmdline":
      return state.parent === null ? null : state.parent.cmdline;
    case "ancestors":
      return state.ancestors;
  }
}

class StateText implements TextField {
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  readonly #own: number;

  constructor(private readonly part: TextPart, private readonly processes: Processes) {
    this.#own = OWN_SPANS[part] ?? -1;
  }

  load(view: RecordView): boolean {
    if (this.#own >= 0 && view.carries(this.#own)) {
      this.bytes = view.bytes;
      this.start = view.start(this.#own);
      this.end = view.end(this.#own);
      return true;
    }
    const text = partOf(this.processes.current.state, this.part);
    if (text === null) return false;
    this.bytes = text;
    this.start = 0;
    this.end = text.length;
    return true;
  }
}

class ParentNumber implements NumberField {
  readonly hi = 0;
  lo = 0;

  constructor(
    private readonly part: "parent.pid" | "parent.uid",
    private readonly processes: Processes,
  ) {}

  load(_view: RecordView): boolean {
    const { parent } = this.processes.current.state;
    const value = parent === null ? null : this.part === "parent.pid" ? parent.pid : parent.uid;
    if (value === null) return false;
    this.lo = value;
    return true;
  }
}

/** AgeField is how long before the event its process last ran an execve; never less than nothing. */
class AgeField implements NumberField {
  hi = 0;
  lo = 0;

  constructor(private readonly processes: Processes) {}

  load(view: RecordView): boolean {
    const { executed } = this.processes.current.state;
    if (executed === null) return false;
    const lo = view.tsLo - executed.lo;
    const hi = view.tsHi - executed.hi - (lo < 0 ? 1 : 0);
    this.hi = hi < 0 ? 0 : hi;
    this.lo = hi < 0 ? 0 : lo < 0 ? lo + TWO_32 : lo;
    return true;
  }
}
