/** What is known of a process as plain data, for people and other programs. */
import type { RecordView } from "./record.ts";
import type { ParentData, ProcessData } from "./report.ts";
import type { Parent, State, Text } from "./state.ts";
import { decodeText } from "./text.ts";

const TWO_32 = 2 ** 32;

/** Fixed is what stays the same for as long as a state does. */
type Fixed = Omit<ProcessData, "age">;

const decoded = new WeakMap<State, Fixed>();

/** processData returns what is known of the process of an event; it is absent where nothing is. */
export function processData(state: State, view: RecordView): ProcessData {
  const fixed = decoded.get(state) ?? fixedOf(state);
  decoded.set(state, fixed);
  const { executed } = state;
  if (executed === null) return fixed;
  const age = (view.tsHi - executed.hi) * TWO_32 + (view.tsLo - executed.lo);
  return { ...fixed, age: Math.min(Math.max(0, age), Number.MAX_SAFE_INTEGER) };
}

function fixedOf({ exe, container, cmdline, cwd, parent, ancestors }: State): Fixed {
  return {
    ...(exe === null ? {} : { exe: decodeText(exe) }),
    ...(container === null ? {} : { container: decodeText(container) }),
    ...(cmdline === null ? {} : { cmdline: decodeText(cmdline) }),
    ...(cwd === null ? {} : { cwd: decodeText(cwd) }),
    ...(parent === null ? {} : { parent: parentOf(parent) }),
    ...(ancestors === null ? {} : { ancestors: listOf(ancestors) }),
  };
}

function parentOf({ pid, comm, exe, cmdline, uid }: Parent): ParentData {
  return {
    ...(pid === null ? {} : { pid }),
    ...(comm === null ? {} : { comm: decodeText(comm) }),
    ...(exe === null ? {} : { exe: decodeText(exe) }),
    ...(cmdline === null ? {} : { cmdline: decodeText(cmdline) }),
    ...(uid === null ? {} : { uid }),
  };
}

function listOf(list: Text): readonly string[] {
  const strings: string[] = [];
  for (let start = 0; start < list.length;) {
    const zero = list.indexOf(0, start);
    const stop = zero < 0 ? list.length : zero;
    strings.push(decodeText(list, start, stop));
    start = stop + 1;
  }
  return strings;
}
