/** Ends that were foreseen, told apart from our own faults. */
import { SensorError } from "../sensor/errors.ts";
import { Failure, STATUS, type Status } from "./context.ts";

/** Foreseen is an end that needs one line and no stack trace. */
export interface Foreseen {
  readonly status: Status;
  readonly message: string;
}

/** describe returns the line and the status for an error, or null where it is a fault of ours. */
export function describe(error: unknown): Foreseen | null {
  if (error instanceof Failure) return { status: error.status, message: error.message };
  if (error instanceof SensorError) {
    const remedy = error.remedy === undefined || error.remedy === null ? "" : `; ${error.remedy}`;
    return { status: statusOf(error), message: error.message + remedy };
  }
  return null;
}

function statusOf(_error: SensorError): Status {
  return STATUS.machine;
}
