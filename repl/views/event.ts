import type { Field, Kind } from "../../compiler/kinds/kind.ts";
import { ANY, fieldOf, kindId, KINDS } from "../../compiler/kinds/kinds.ts";
import type { EventData, EventValue } from "../../engine/report.ts";
import { visible } from "./escape.ts";
import { columnsOf } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { moment } from "./time.ts";
import { numeral, value } from "./value.ts";
import { fit, pad, width } from "./width.ts";

/** ALIGNED is the width from which on the calls of a stream stand below each other. */
const ALIGNED = 72;

/** AT_FDCWD is the working directory where a descriptor is asked for. */
const AT_FDCWD = -100;

/** LONGEST is how many columns one value may take where a call is shown in full. */
const LONGEST = 2000;

/** VARIABLES is how many variables of an environment a call in full spells out; NDJSON has all. */
const VARIABLES = 6;

/**
 * eventLine shows an event in one line: when, who, and the call with its arguments and what it
 * returned, cut to the screen.
 *
 * ```
 *   +1.234 s  sh 4242           openat("/etc/shadow", flags=O_RDONLY|O_CLOEXEC) = 3
 * ```
 */
export function eventLine(event: EventData, screen: Screen): string {
  const { palette } = screen;
  const room = columnsOf(screen);
  const when = moment(event.ts, screen);
  const who = actor(event);
  const wide = room >= ALIGNED;
  const head = wide
    ? `${palette("dim", when.padStart(12))}  ${palette("key", column(who))}  `
    : `${palette("dim", when)} ${palette("key", fit(who, 13))} `;
  return head + call(event, screen, room - width(head));
}

/** column makes most names equally wide; a long one pushes its call to the right. */
function column(who: string): string {
  return pad(who, Math.min(26, Math.max(16, width(who))));
}

/** actor names the process of an event, and the thread where that is another: `sh 4242`. */
export function actor(event: EventData): string {
  const thread = event.tid === event.pid ? "" : `/${event.tid}`;
  const name = event.comm === undefined ? "pid" : visible(event.comm, { max: 16 });
  return `${name} ${event.pid}${thread}`;
}

/**
 * call shows what an event did as a function call: `openat("/etc/shadow", flags=O_RDONLY) = 3`.
 * The name of the kind's first field is left out, and so are values that say nothing, such as a
 * dirfd of AT_FDCWD. An argument that the sensor cut off ends in `…`; `[late]` marks a call whose
 * arguments could only be read when it returned. The result fits into `room` columns where that is
 * at all possible: the arguments are what is cut.
 */
export function call(event: EventData, screen: Screen, room = Infinity): string {
  const { palette } = screen;
  const kind = KINDS[kindId(event.kind) ?? 0] ?? ANY;
  const name = visible(event.syscall ?? event.kind, { max: 24 });
  const tail = returned(event, kind, screen) + (event.late ? palette("warning", " [late]") : "");
  const left = room - width(name) - width(tail) - 2;
  const max = room === Infinity ? LONGEST : Math.max(16, Math.floor(left * 0.7));
  const args = namedFirst(kind, event.args)
    .filter(([key, of, field]) => !implied(kind, event, key, of, field))
    .map(([key, of, field], index) => {
      const truncated = event.truncated?.includes(key) ?? false;
      const text = key === "env" && typeof of === "object" &&
          of.length > (room === Infinity ? VARIABLES : 0)
        ? palette("dim", `[${of.length} entries]`)
        : value(of, field, { palette, max, truncated });
      const first = index === 0 && field !== undefined && field === kind.fields[0];
      return first ? text : `${palette("dim", `${visible(key, { max: 24 })}=`)}${text}`;
    });
  const cut = fit(args.join(", "), Math.max(1, left));
  return fit(`${palette("kind", name)}(${cut})${tail}`, room);
}

function returned(event: EventData, kind: Kind, screen: Screen): string {
  // What a call returns is not known as it is made; strace writes that in the same way.
  if (event.ret === undefined) return event.phase === "enter" ? screen.palette("dim", " = ?") : "";
  const failed = event.ret < 0 && event.ret >= -4095;
  const text = numeral(event.ret, fieldOf(kind, "ret"));
  return ` = ${failed ? screen.palette("warning", text) : text}`;
}

/** namedFirst lists the arguments in the order of the kind's fields, unknown ones last. */
function namedFirst(
  kind: Kind,
  args: EventData["args"],
): readonly (readonly [key: string, of: EventValue, field: Field | undefined])[] {
  const place = (key: string) => {
    const index = kind.fields.findIndex((field) => field.name === key);
    return index < 0 ? kind.fields.length : index;
  };
  return Object.entries(args)
    .map(([key, of]) => [key, of, kind.fields[place(key)]] as const)
    .sort(([a], [b]) => place(a) - place(b));
}

/** implied tells whether a value goes without saying. */
function implied(
  kind: Kind,
  event: EventData,
  key: string,
  of: EventValue,
  field: Field | undefined,
): boolean {
  if (field?.at.in === "joined") return true;
  const list = event.args.argv;
  if (key === "argc") return Array.isArray(list) && list.length === of;
  if (field?.symbols === "at") return of === 0;
  if (field?.symbols === "directory") return of === AT_FDCWD;
  // Only an open that creates has a mode.
  const opens = kind.fields.some((other) => other.symbols === "open");
  return field?.symbols === "mode" && opens && of === 0;
}
