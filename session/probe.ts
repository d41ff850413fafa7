/**
 * An engine beside the session's own, for questions: it joins in the middle, when most processes
 * are long known, so it is told of each what is known before its first event is judged.
 */
import type { Machine } from "../compiler/machine.ts";
import { RecordBuilder } from "../engine/builder.ts";
import { Engine, type EngineSink } from "../engine/engine.ts";
import { changesFolder } from "../engine/folders.ts";
import { KNOWN, OFFSET, STATE, TYPE } from "../engine/layout.ts";
import type { RecordView } from "../engine/record.ts";
import type { PolicyCounters } from "../engine/report.ts";
import type { State, Text } from "../engine/state.ts";

const TWO_32 = 2 ** 32;

/** Probe judges records whose processes somebody else has followed. */
export class Probe {
  readonly #engine: Engine;
  readonly #builder = new RecordBuilder();
  /** #known has the start of each process that the engine has heard of, by pid. */
  readonly #known = new Map<number, number>();

  /** It throws a TypeError where a machine does not fit the table of kinds. */
  constructor(machines: readonly Machine[], sink: EngineSink, host: string) {
    this.#engine = new Engine(sink, { host });
    this.#engine.transitions = sink.transition !== undefined;
    this.#engine.load(machines);
  }

  /** counters tells what each machine has done. */
  get counters(): readonly PolicyCounters[] {
    return this.#engine.counters();
  }

  /** lost says that events are missing before the next one. */
  lost(ts: number): void {
    this.#engine.lost(1, "buffer", ts);
  }

  /** process takes in the next record; `state` is what its process was left in. */
  process(view: RecordView, state: State): void {
    const start = view.high(OFFSET.start) * TWO_32 + view.low(OFFSET.start);
    if (view.type === TYPE.exit || this.#known.get(view.pid) === start) {
      this.#engine.process(view);
      return;
    }
    this.#known.set(view.pid, start);
    if (view.type !== TYPE.call) {
      // What these tell is part of the state, and not all of it.
      this.#engine.process(view);
      this.#engine.process(this.#knowledge(view, state));
    } else if (changesFolder(view)) {
      // The state is the one behind the call: only a folder that is not known cannot change twice.
      this.#engine.process(this.#knowledge(view, { ...state, cwd: null }));
      this.#engine.process(view);
      this.#engine.process(this.#knowledge(view, state));
    } else {
      this.#engine.process(this.#knowledge(view, state));
      this.#engine.process(view);
    }
  }

  /** #knowledge is a record of type KNOWN with all of a state. */
  #knowledge(view: RecordView, state: State): RecordView {
    const { numbers, spans } = STATE;
    const builder = this.#builder.begin(0, 0, KNOWN)
      .time(view.exact(OFFSET.ts))
      .birth(view.exact(OFFSET.start), view.exact(OFFSET.rootStart))
      .header("pid", view.pid)
      .header("tid", view.tid)
      .header("root", view.root);
    const text = (span: number, of: Text | null) => of === null ? builder : builder.bytes(span, of);
    text(spans.cmdline, state.cmdline);
    if (state.cut) builder.cut(spans.cmdline);
    text(spans.cwd, state.cwd);
    text(spans.exe, state.exe);
    text(spans.container, state.container);
    text(spans.ancestors, state.ancestors);
    if (state.executed !== null) {
      const { hi, lo } = state.executed;
      builder.number(numbers.age, view.exact(OFFSET.ts) - (BigInt(hi) * 2n ** 32n + BigInt(lo)));
    }
    if (state.parent !== null) {
      const { pid, uid, comm, exe, cmdline } = state.parent;
      if (pid !== null) builder.number(numbers.parentPid, pid);
      if (uid !== null) builder.number(numbers.parentUid, uid);
      text(spans.parentComm, comm);
      text(spans.parentExe, exe);
      text(spans.parentCmdline, cmdline);
    }
    return builder.end();
  }
}
