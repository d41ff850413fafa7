/** How commands end. */

/** STATUS holds the exit statuses of docs/formats.md. */
export const STATUS = {
  done: 0,
  /** input: a policy or a trace with errors, or a file that cannot be read. */
  input: 1,
  usage: 2,
  /** machine: this machine cannot do it: no privilege, no BPF. */
  machine: 3,
  /** matched: --fail-on-match was given and something matched. */
  matched: 4,
  interrupted: 130,
} as const;

/** Status is how a command ended. */
export type Status = (typeof STATUS)[keyof typeof STATUS];

/** Failure is an end that a command foresees: one line for a person, and the status. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly status: Status;

  constructor(status: Status, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.status = status;
  }
}
