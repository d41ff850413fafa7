/**
 * ExeRay as a library: compile policies, watch processes live, or replay recordings.
 *
 * ```ts
 * import { compile, openSession } from "./mod.ts";
 *
 * const { machines } = compile(`path "shadow" { openat { pathname = "/etc/shadow" } }`);
 * await using session = await openSession({ policies: machines });
 * await session.attach(4242);
 * for await (const match of session.matches()) console.log(match.policy, match.subject.id);
 * ```
 *
 * @module
 */
export { compile, compileSet } from "./compiler/compile.ts";
export type { Compiled, SourceText } from "./compiler/compile.ts";
export { formatDiagnostic } from "./compiler/print/diagnostic.ts";
export type { Diagnostic, Span } from "./compiler/diagnostics.ts";
export type { Machine, Severity, Subject } from "./compiler/machine.ts";
export type {
  Dismissed,
  EventData,
  EventValue,
  Lost,
  Match,
  RunStatus,
  StepReport,
  SubjectId,
  Summary,
  Transition,
  TransitionCause,
} from "./engine/report.ts";
export type { PolicyChanges } from "./engine/changes.ts";
export { SensorError } from "./sensor/errors.ts";
export { SessionClosed } from "./session/errors.ts";
export { openSession } from "./session/session.ts";
export { replay } from "./session/replay.ts";
export type {
  Child,
  Clock,
  EventsOptions,
  LiveSession,
  PolicyReport,
  PolicyStatus,
  ReplayControl,
  ReplayOptions,
  RunOptions,
  SessionOptions,
  Target,
  Warning,
} from "./session/types.ts";
