/** Working directories: which calls change one, and what it is then. */
import { fieldOf, kindId, KINDS } from "../compiler/kinds/kinds.ts";
import { CARRIED, OFFSET, PHASE } from "./layout.ts";
import type { RecordView } from "./record.ts";
import type { Text } from "./state.ts";

/** PATH_MAX is the longest working directory that is kept, in bytes: the kernel's own limit. */
const PATH_MAX = 4096;

const SLASH = 0x2f;
const DOT = 0x2e;

/** CHDIR is the kind of the calls that change the working directory. */
const CHDIR = kindId("dirchange");
const CHDIR_SPANS = ["path", "pathname"].flatMap((name) => {
  const kind = CHDIR === undefined ? undefined : KINDS[CHDIR];
  const at = kind === undefined ? undefined : fieldOf(kind, name)?.at;
  return at?.in === "bytes" ? [at.slot] : [];
});

/** changesFolder tells whether a call has changed the working directory of its process. */
export function changesFolder(view: RecordView): boolean {
  return view.kind === CHDIR && (view.phase & PHASE.exit) !== 0 &&
    (view.carried & CARRIED.ret) !== 0 && view.low(OFFSET.ret) === 0 && view.high(OFFSET.ret) === 0;
}

/** folderOf returns what such a call says of the folder: where it leads, or else how it was named. */
export function folderOf(view: RecordView): Text | null {
  for (const span of CHDIR_SPANS) {
    if (view.carries(span) && (view.cut & 1 << span) === 0) {
      return view.bytes.slice(view.start(span), view.end(span));
    }
  }
  return null;
}

/**
 * absolute returns the folder that `path` leads to from `cwd`, as far as names tell: "." and ".."
 * are taken by name, and symlinks are not followed. It returns null where that cannot be told.
 */
export function absolute(cwd: Text | null, path: Text): Text | null {
  if (path[0] !== SLASH && cwd === null) return null;
  const from = path[0] === SLASH || cwd === null ? [] : [...cwd, SLASH];
  const whole = Uint8Array.from([...from, ...path]);
  const out = new Uint8Array(whole.length + 1);
  let length = 0;
  for (let at = 0; at < whole.length;) {
    const slash = whole.indexOf(SLASH, at);
    const end = slash < 0 ? whole.length : slash;
    const name = whole.subarray(at, end);
    if (name.length === 2 && name[0] === DOT && name[1] === DOT) {
      length = length === 0 ? 0 : out.lastIndexOf(SLASH, length - 1);
    } else if (name.length > 0 && !(name.length === 1 && name[0] === DOT)) {
      out[length] = SLASH;
      out.set(name, length + 1);
      length += name.length + 1;
    }
    at = end + 1;
  }
  if (length > PATH_MAX) return null;
  return length === 0 ? Uint8Array.of(SLASH) : out.slice(0, length);
}
