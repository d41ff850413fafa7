/** Ends that were foreseen, told apart from our own faults. */
import { RecordingError, SensorError, type SensorErrorCode } from "../sensor/errors.ts";
import { visible } from "./views/escape.ts";
import { VERSION } from "./version.ts";
import { Failure, STATUS, type Status } from "./status.ts";

/** Foreseen is an end that needs one line and no stack trace. */
export interface Foreseen {
  readonly status: Status;
  readonly message: string;
}

/** describe returns the line and the status for an error, or null where it is a fault of ours. */
export function describe(error: unknown): Foreseen | null {
  if (error instanceof Failure) return { status: error.status, message: error.message };
  if (error instanceof RecordingError) {
    return { status: STATUS.input, message: visible(error.message) };
  }
  if (!(error instanceof SensorError)) return null;
  const status = STATUS_OF[error.code];
  if (status === null) return null;
  const remedy = error.remedy === null ? "" : ` (${error.remedy})`;
  return { status, message: visible(error.message + remedy) };
}

/** faultText is the line about a mistake of this program's own; EXERAY_DEBUG=1 adds the stack. */
export function faultText(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error && Deno.env.get("EXERAY_DEBUG") === "1" ? error.stack : null;
  return `Cannot go on, through a fault of its own: ${visible(message)}; please report it with ` +
    `what you typed, "exeray ${VERSION}" and what EXERAY_DEBUG=1 adds\n${
      stack ? `${stack}\n` : ""
    }`;
}

const STATUS_OF: Readonly<Record<SensorErrorCode, Status | null>> = {
  privilege: STATUS.machine,
  kernel: STATUS.machine,
  libbpf: STATUS.machine,
  load: STATUS.machine,
  target: STATUS.input,
  command: STATUS.input,
  output: STATUS.input,
  closed: STATUS.done,
  fault: null,
};
