import type { Machine } from "./machine.ts";

/** AloneOptions say what a step's own machine reports. */
export interface AloneOptions {
  /** name of the machine. Default: the label of the step. */
  readonly name?: string;
  /** counted: its matches are counted, and only the first of them is reported. Default false. */
  readonly counted?: boolean;
}

/**
 * stepAlone returns the machine of one step of a machine: each event that fulfils the step is a
 * match.
 *
 *     openat { pathname = "/a" } execve {}   step 1   ->   execve {}
 */
export function stepAlone(machine: Machine, step: number, options: AloneOptions = {}): Machine {
  const alone = machine.steps[step];
  if (alone === undefined) throw new RangeError(`Cannot find step ${step} of ${machine.name}`);
  return {
    ...machine,
    name: options.name ?? alone.label,
    // Every event belongs to a host.
    subject: "host",
    within: null,
    cooldown: options.counted === true ? Infinity : null,
    annotations: [],
    steps: [alone],
    states: [{
      name: "start",
      edges: [{ step: 0, to: "match", blocks: [], repeat: false }],
      without: [],
    }],
    until: null,
  };
}
