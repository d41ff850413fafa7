/**
 * ExeRay as a library: compile policies, watch processes live, or replay recordings.
 *
 * ```ts
 * import { compile, openSession } from "./mod.ts";
 *
 * const { machines } = compile(`path "shadow" { openat { pathname = "/etc/shadow" } }`);
 * await using session = await openSession({ policies: machines });
 * const matches = session.matches({ signal: AbortSignal.timeout(60_000) });
 * await session.run(["head", "-c", "0", "/etc/shadow"]);
 * for await (const match of matches) {
 *   console.log(match.policy, match.subject.id);
 *   break;
 * }
 * ```
 *
 * docs/scripting.md has recipes, and what is guaranteed; examples/ has whole programs.
 *
 * @module
 */
export { compile, compileSet } from "./compiler/compile.ts";
export type { Compiled, CompileOptions, SourceText } from "./compiler/compile.ts";
export type { Diagnostic, Span } from "./compiler/diagnostics.ts";
export type { Phase } from "./compiler/kinds/kind.ts";
export type { Architecture } from "./compiler/kinds/kinds.ts";
export type {
  Condition,
  Edge,
  FieldRef,
  Machine,
  Network,
  NumberTest,
  Pattern,
  PatternTest,
  Severity,
  State,
  Step,
  Subject,
  Test,
  TextTest,
} from "./compiler/machine.ts";
export { stepAlone } from "./compiler/alone.ts";
export type { AloneOptions } from "./compiler/alone.ts";
export { allBut, conjunctsOf } from "./compiler/conjuncts.ts";
export type { Conjunct } from "./compiler/conjuncts.ts";
export { formatPolicy } from "./compiler/format/format.ts";
export type { Formatted } from "./compiler/format/format.ts";
export { formatDiagnostic } from "./compiler/print/diagnostic.ts";
export type { FormatOptions } from "./compiler/print/diagnostic.ts";
export { machineDot } from "./compiler/print/dot.ts";
export { machineJson } from "./compiler/print/json.ts";
export { machineMermaid } from "./compiler/print/mermaid.ts";
export { machineText } from "./compiler/print/text.ts";
export type { PolicyChanges } from "./engine/changes.ts";
export type {
  Dismissed,
  EventData,
  EventValue,
  Lost,
  Match,
  ParentData,
  PolicyCounters,
  ProcessData,
  RunStatus,
  StepReport,
  SubjectId,
  Summary,
  Transition,
  TransitionCause,
} from "./engine/report.ts";
export { redact } from "./engine/redact.ts";
export { quoted, visible } from "./engine/visible.ts";
export { examine } from "./sensor/doctor.ts";
export type { Finding } from "./sensor/doctor.ts";
export { toJson } from "./sensor/ndjson/ndjson.ts";
export { processTable } from "./sensor/processes/process_table.ts";
export type { ProcessEntry } from "./sensor/processes/process_table.ts";
export { RecordingError, SensorError } from "./sensor/errors.ts";
export type { SensorErrorCode } from "./sensor/errors.ts";
export { SessionClosed } from "./session/errors.ts";
export { replay } from "./session/replay.ts";
export type { Replayed } from "./session/replay.ts";
export { openSession } from "./session/session.ts";
export { PolicyWatch } from "./session/watch.ts";
export type { Selection } from "./sensor/processes/selection.ts";
export type {
  Attached,
  Child,
  Clock,
  EventsOptions,
  LiveRun,
  LiveSession,
  PolicyReport,
  PolicyStatus,
  Query,
  QueryResult,
  RecordOptions,
  ReplayControl,
  ReplayOptions,
  ReplayProgress,
  Report,
  RunEnds,
  RunOptions,
  SessionOptions,
  StatesOptions,
  StreamOptions,
  Target,
  TransitionsOptions,
  Warning,
} from "./session/types.ts";
