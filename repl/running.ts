import { isAlive } from "../sensor/processes/processes.ts";
import type { Shell } from "./context.ts";
import { fit } from "./views/width.ts";

/** LONGEST_NAME is how many columns a command line takes in a list of them. */
const LONGEST_NAME = 40;

/** runningText says what is left behind: nobody reads any more what those programs print. */
export function runningText(shell: Shell): string {
  const running = [...shell.running].filter(([pid]) => isAlive(pid));
  if (running.length === 0) return "";
  const names = running.map(([pid, name]) => `${pid} (${fit(name, LONGEST_NAME)})`);
  return `Left running, unwatched: ${names.join(", ")}\n`;
}
