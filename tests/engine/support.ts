/** Machines and events built by hand, for tests of the engine alone. */
import { RecordBuilder } from "../../engine/builder.ts";
import { Engine, type EngineOptions } from "../../engine/engine.ts";
import { PHASE, SPAN, TYPE } from "../../engine/layout.ts";
import type { RecordView } from "../../engine/record.ts";
import type { Dismissed, Match, Transition } from "../../engine/report.ts";
import { callId, fieldOf, kindId, KINDS } from "../../compiler/kinds/kinds.ts";
import type { Condition, Edge, Machine, State, Step } from "../../compiler/machine.ts";

const encoder = new TextEncoder();

/** ANYTHING is the condition of `KIND {}`. */
export const ANYTHING: Condition = { is: "all", of: [] };

/** equals is `field = "value"`. */
export function equals(name: string, ...values: string[]): Condition {
  return {
    is: "text",
    field: { name, element: null },
    compare: "equals",
    values: values.map((value) => encoder.encode(value)),
    fold: false,
    negate: false,
  };
}

/** step is `KIND { condition }`, on a line of its own. */
export function step(
  line: number,
  kind: string,
  condition: Condition = ANYTHING,
  phase: Step["phase"] = "enter",
): Step {
  const id = kindId(kind);
  if (id === undefined) throw new Error(`no kind ${kind}`);
  return { kind: id, phase, condition, span: span(line), label: `${kind} ${line}` };
}

/** edge is a way out of a state. */
export function edge(step: number, to: Edge["to"], more: Partial<Edge> = {}): Edge {
  return { step, to, blocks: [], repeat: false, ...more };
}

/** state is a place with its ways out. */
export function state(
  name: string,
  edges: readonly Edge[],
  without: readonly number[] = [],
): State {
  return { name, edges, without };
}

/** machine is a policy `p`, by process unless it says otherwise. */
export function machine(
  steps: readonly Step[],
  states: readonly State[],
  more: Partial<Machine> = {},
): Machine {
  return {
    name: "p",
    subject: "process",
    severity: "medium",
    within: null,
    cooldown: null,
    annotations: [],
    steps,
    states,
    until: null,
    patterns: [],
    file: "p.policy",
    source: "",
    span: span(1),
    ...more,
  };
}

/** sequence is a machine of one step after the other. */
export function sequence(steps: readonly Step[], more: Partial<Machine> = {}): Machine {
  const states = steps.map((_, index) =>
    state(`s${index}`, [edge(index, index + 1 < steps.length ? index + 1 : "match")])
  );
  return machine(steps, states, more);
}

/** EventSpec is an event in short; `args` are the kind's own fields. */
export interface EventSpec {
  readonly ts: number | bigint;
  readonly pid?: number;
  readonly tid?: number;
  readonly ppid?: number;
  readonly root?: number;
  readonly start?: number;
  readonly rootStart?: number;
  readonly uid?: number;
  readonly session?: number;
  readonly container?: string;
  readonly host?: string;
  readonly kind?: string;
  readonly syscall?: string;
  readonly type?: keyof typeof TYPE;
  readonly phase?: keyof typeof PHASE;
  readonly flags?: number;
  readonly ret?: number | bigint;
  readonly args?: Readonly<Record<string, string | number | bigint | readonly string[]>>;
}

const builder = new RecordBuilder();

/** record builds an event; it is valid until the next one is built. */
export function record(spec: EventSpec): RecordView {
  const { kind = "openat", pid = 10 } = spec;
  const id = kindId(kind) ?? 0;
  builder.begin(id, PHASE[spec.phase ?? "whole"], TYPE[spec.type ?? "call"]).time(spec.ts)
    .birth(spec.start ?? 1, spec.rootStart ?? 1)
    .header("pid", pid).header("tid", spec.tid ?? pid).header("root", spec.root ?? pid)
    .call(callId(spec.syscall ?? kind)).flags(spec.flags ?? 0);
  for (const part of ["ppid", "uid", "session"] as const) {
    const value = spec[part];
    if (value !== undefined) builder.header(part, value);
  }
  if (spec.ret !== undefined) builder.result(spec.ret);
  if (spec.container !== undefined) builder.text(SPAN.container, spec.container);
  if (spec.host !== undefined) builder.text(SPAN.host, spec.host);
  for (const [name, value] of Object.entries(spec.args ?? {})) put(id, name, value);
  return builder.end();
}

function put(
  kind: number,
  name: string,
  value: string | number | bigint | readonly string[],
): void {
  const row = KINDS[kind];
  const at = row === undefined ? undefined : fieldOf(row, name)?.at;
  if (at?.in === "number" && !Array.isArray(value)) {
    builder.number(at.slot, BigInt(value as number));
  } else if (at?.in === "bytes" && typeof value === "string") builder.text(at.slot, value);
  else if (at?.in === "bytes" && Array.isArray(value)) builder.list(at.slot, value);
  else throw new Error(`cannot put ${name}`);
}

/** Outcome is everything an engine told. */
export interface Outcome {
  readonly engine: Engine;
  readonly matches: Match[];
  readonly dismissed: Dismissed[];
  readonly suppressed: Dismissed[];
  readonly transitions: Transition[];
  /** feed processes events. */
  feed(...events: readonly EventSpec[]): void;
}

/** watch loads machines into a new engine that notes everything. */
export function watch(machines: readonly Machine[], options?: EngineOptions): Outcome {
  const matches: Match[] = [];
  const dismissed: Dismissed[] = [];
  const suppressed: Dismissed[] = [];
  const transitions: Transition[] = [];
  const engine = new Engine({
    match: (match) => matches.push(match),
    dismissed: (end) => dismissed.push(end),
    suppressed: (end) => suppressed.push(end),
    transition: (move) => transitions.push(move),
  }, options);
  engine.transitions = true;
  engine.load(machines);
  const feed = (...events: readonly EventSpec[]) => {
    for (const event of events) engine.process(record(event));
  };
  return { engine, matches, dismissed, suppressed, transitions, feed };
}

function span(line: number) {
  return { start: 0, end: 0, line, column: 1 };
}
