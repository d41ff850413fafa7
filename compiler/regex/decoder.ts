/**
 * How bytes become characters, as a small automaton: the root reads a byte as a character of its
 * own or as the first of several; the other nodes hold what has been read of a UTF-8 sequence and
 * say for each byte whether it completes the character, continues it, or breaks it off. Of a broken
 * sequence every byte is a character of its own. Only classes of characters are told apart, so for
 * patterns of ASCII ten nodes serve.
 */
import { classOfByte, type RuneClasses, uniform } from "./classes.ts";

/** ROOT is the node between two characters. */
export const ROOT = 0;

/** BROKEN stands in a node's `next` where the byte does not continue the sequence. */
export const BROKEN = -1 << 30;

/** Node is what has been read of a character. */
export interface Node {
  /** next: for each byte a class (the character is complete), ~node, or BROKEN. */
  readonly next: Int32Array;
  /** pending are the classes of the bytes read so far, each as a character of its own. */
  readonly pending: readonly number[];
  /** reach are all the classes that may come of this node and the bytes that continue it. */
  readonly reach: readonly number[];
}

/** Decoder is the automaton; node 0 is the root. */
export interface Decoder {
  readonly nodes: readonly Node[];
  /** columns gives each byte its column: bytes of one column do the same in every node. */
  readonly columns: Uint8Array;
  /** samples holds a byte of each column. */
  readonly samples: readonly number[];
}

/** decoderOf makes the decoder for the characters of `all`; `bytes`: each byte is a character. */
export function decoderOf(all: RuneClasses, bytes: boolean): Decoder {
  const nodes: Node[] = [];
  const known = new Map<string, number>();
  const single = Int32Array.from({ length: 256 }, (_, byte) => classOfByte(all, byte));

  function intern(next: Int32Array, pending: readonly number[]): number {
    const key = `${next.subarray(0x80, 0xc0).join()} ${pending.join()}`;
    let id = known.get(key);
    if (id === undefined) {
      id = nodes.push({ next, pending, reach: reachOf(next, pending) }) - 1;
      known.set(key, id);
    }
    return id;
  }

  function reachOf(next: Int32Array, pending: readonly number[]): readonly number[] {
    const reach = new Set(pending);
    for (let byte = 0x80; byte < 0xc0; byte++) {
      const to = next[byte] ?? BROKEN;
      if (to === BROKEN) continue;
      reach.add(single[byte] ?? 0);
      if (to >= 0) reach.add(to);
      else for (const each of nodes[~to]?.reach ?? []) reach.add(each);
    }
    return [...reach];
  }

  /** alike: the bytes that continue a character are all of one class, each on its own. */
  const alike = single.subarray(0x80, 0xc0).every((each) => each === single[0x80]);

  /** shared are the nodes whose characters are all of one class: there are few, and many ask. */
  const shared = new Map<string, number>();

  /** build makes the node behind `pending`, from which `more` bytes lead to `first` and up. */
  function build(first: number, more: number, pending: readonly number[], valid: Valid): number {
    const width = 64 ** (more - 1);
    const low = first + (valid.low - 0x80) * width;
    const high = first + (valid.high - 0x80 + 1) * width - 1;
    const only = uniform(all, low, high);
    const key = `${only} ${more} ${valid.low} ${valid.high} ${pending.join()}`;
    const found = only < 0 ? undefined : shared.get(key);
    if (found !== undefined) return found;
    const next = new Int32Array(256).fill(BROKEN);
    const behind = (byte: number) => {
      const start = first + (byte - 0x80) * width;
      return more === 1
        ? uniform(all, start, start)
        : ~build(start, more - 1, [...pending, single[byte] ?? 0], ANY_CONTINUATION);
    };
    // Most nodes are of characters and bytes that are all alike, and so is what lies behind them.
    if (only >= 0 && alike) next.fill(behind(valid.low), valid.low, valid.high + 1);
    else for (let byte = valid.low; byte <= valid.high; byte++) next[byte] = behind(byte);
    const id = intern(next, pending);
    if (only >= 0) shared.set(key, id);
    return id;
  }

  nodes.push({ next: single, pending: [], reach: [] });
  const root = single.slice();
  for (let byte = 0xc2; byte <= 0xf4 && !bytes; byte++) {
    const more = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    const first = (byte & (0x3f >> more)) * 64 ** more;
    root[byte] = ~build(first, more, [single[byte] ?? 0], VALID[byte] ?? ANY_CONTINUATION);
  }
  nodes[ROOT] = { next: root, pending: [], reach: [] };
  return { nodes, ...columnsOf(nodes) };
}

/** Valid are the bytes that may follow a first byte. */
interface Valid {
  readonly low: number;
  readonly high: number;
}

const ANY_CONTINUATION: Valid = { low: 0x80, high: 0xbf };

/** VALID: no longer form than needed, no surrogate, nothing beyond U+10FFFF (RFC 3629). */
const VALID: Readonly<Record<number, Valid>> = {
  0xe0: { low: 0xa0, high: 0xbf },
  0xed: { low: 0x80, high: 0x9f },
  0xf0: { low: 0x90, high: 0xbf },
  0xf4: { low: 0x80, high: 0x8f },
};

function columnsOf(nodes: readonly Node[]): Pick<Decoder, "columns" | "samples"> {
  const columns = new Uint8Array(256);
  const samples: number[] = [];
  const known = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    // Only bytes that continue a character do anything but in the root.
    const continues = (byte & 0xc0) === 0x80;
    const key = (continues ? nodes : nodes.slice(0, 1)).map(({ next }) => next[byte]).join();
    let column = known.get(key);
    if (column === undefined) {
      column = samples.push(byte) - 1;
      known.set(key, column);
    }
    columns[byte] = column;
  }
  return { columns, samples };
}
