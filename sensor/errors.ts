/**
 * SensorErrorCode tells apart why the sensor cannot do something: the privilege or the kernel's
 * support is missing, libbpf is missing or refuses, the object cannot be loaded, or what was asked
 * for is wrong: a process (`target`) or a command that is not there, an `output` that cannot be
 * written or that nobody reads any more (`closed`). A `fault` is a mistake of ExeRay's own or of
 * the script's: its cause is the error that was not foreseen.
 */
export type SensorErrorCode =
  | "privilege"
  | "kernel"
  | "libbpf"
  | "load"
  | "target"
  | "command"
  | "output"
  | "closed"
  | "fault";

/** SensorError is an end that was foreseen: one line on what happened, one on what to do. */
export class SensorError extends Error {
  /** name is the class's name, as on every error. */
  override readonly name = "SensorError";
  /** code tells apart why. */
  readonly code: SensorErrorCode;
  /** remedy says what to do about it, in one line; null where nothing helps. */
  readonly remedy: string | null;
  /** log is the kernel's own account of a refused program, if there is one. */
  readonly log: string | null;

  /** SensorError takes the code, the line for a person, and what is known beyond it. */
  constructor(
    code: SensorErrorCode,
    message: string,
    options: {
      readonly remedy?: string | null;
      readonly log?: string | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.remedy = options.remedy ?? null;
    this.log = options.log ?? null;
  }
}

/** RecordingError is a recording that cannot be read: its message says which and why. */
export class RecordingError extends Error {
  /** name is the class's name, as on every error. */
  override readonly name = "RecordingError";
}
