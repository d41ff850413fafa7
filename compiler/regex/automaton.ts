/**
 * The deterministic automaton of a pattern over bytes, made state by state as it is asked for. A
 * *place* is a set of instructions between two characters; a *state* is a place and a node of the
 * decoder, what has been read of the next character. All that is stored is a cache: `forget` empties
 * it, so an automaton can serve where it would grow too large to be kept.
 */
import { divide, type RuneClasses } from "./classes.ts";
import { BROKEN, type Decoder, decoderOf, type Node, ROOT } from "./decoder.ts";
import { DO, LOOK, type Program } from "./program.ts";

/** DEAD is the state from which nothing matches, HIT the one that has matched. */
export const DEAD = 0;
export const HIT = 1;

const START = LOOK.textStart | LOOK.lineStart;
/** Bits of a look that only the next character, or the end, can answer. */
const AHEAD = LOOK.lineEnd | LOOK.textEnd | LOOK.boundary | LOOK.noBoundary;
/** A place's context, besides START: the character before it is of a word. */
const AFTER_WORD = 64;

/** Place is the instructions that wait for a character, with what looks need to know. */
interface Place {
  readonly pcs: Uint16Array;
  readonly context: number;
  /** next caches for each class the place that it leads to, -1: not yet known. */
  readonly next: Int32Array;
}

/** Automaton makes states on demand. `cost` grows with the work done: one for an instruction. */
export class Automaton {
  readonly columns: Uint8Array;
  /** width is the number of columns: of bytes that the automaton tells apart. */
  readonly width: number;
  cost = 0;
  readonly #program: Program;
  readonly #classes: RuneClasses;
  readonly #decoder: Decoder;
  /** anchored: a match can only begin at the start of the text, so a place can be empty for good. */
  readonly #anchored: boolean;
  #places: Place[] = [];
  #placeIds = new Map<string, number>();
  #states: { readonly place: number; readonly node: number }[] = [];
  #stateIds = new Map<number, number>();
  readonly #seen: Uint32Array;
  #round = 0;
  readonly #stack: number[] = [];

  constructor(program: Program) {
    this.#program = program;
    this.#classes = divide(program);
    this.#decoder = decoderOf(this.#classes, program.bytes);
    this.columns = this.#decoder.columns;
    this.width = this.#decoder.samples.length;
    this.#seen = new Uint32Array(program.does.length);
    const inside = [0, LOOK.lineStart].map((known) => this.#follow([program.start], known, AHEAD));
    this.#anchored = inside.every((waiting) => waiting?.length === 0);
    this.forget();
  }

  /** forget drops all states but DEAD and HIT. */
  forget(): void {
    this.#places = [];
    this.#placeIds.clear();
    this.#states = [];
    this.#stateIds.clear();
    // Places and states share these two ids.
    for (const id of [DEAD, HIT]) {
      this.#places.push({
        pcs: new Uint16Array(),
        context: 0,
        next: new Int32Array(this.#classes.count).fill(id),
      });
      this.#state(id, ROOT);
    }
  }

  /** instructions is how many a state can hold at most. */
  get instructions(): number {
    return this.#program.does.length;
  }

  /** size is the number of states. */
  get size(): number {
    return this.#states.length;
  }

  /** start returns the state before the first byte. */
  start(): number {
    return this.#state(this.#place([this.#program.start], START, START), ROOT);
  }

  /** step returns the state that a byte of `column` leads to. */
  step(state: number, column: number): number {
    const from = this.#states[state];
    if (!from || state <= HIT) return state;
    return this.#read(from.place, from.node, this.#decoder.samples[column] ?? 0);
  }

  /** atEnd tells whether a haystack that ends in `state` matches. */
  atEnd(state: number): boolean {
    const from = this.#states[state];
    if (!from || state <= HIT) return state === HIT;
    const id = this.#break(from.place, from.node);
    const place = this.#places[id];
    if (!place || id <= HIT) return id === HIT;
    const { context } = place;
    const looks = LOOK.lineEnd | LOOK.textEnd |
      (context & AFTER_WORD ? LOOK.boundary : LOOK.noBoundary);
    return this.#follow(place.pcs, context | looks, 0) === null;
  }

  /** keep forgets all states but one, and returns what that is called now. */
  keep(state: number): number {
    const from = this.#states[state];
    const place = from && this.#places[from.place];
    if (!from || !place || state <= HIT) return state;
    this.forget();
    return this.#state(this.#intern(place.pcs, place.context), from.node);
  }

  #state(place: number, node: number): number {
    // What has matched stays so whatever the character turns out to be.
    const key = place === HIT ? HIT : place * this.#decoder.nodes.length + node + HIT + 1;
    let id = this.#stateIds.get(key);
    if (id === undefined) {
      id = this.#states.push({ place, node }) - 1;
      this.#stateIds.set(key, id);
    }
    return id;
  }

  #read(place: number, node: number, byte: number): number {
    const to = this.#node(node).next[byte] ?? BROKEN;
    if (to === BROKEN) return this.#read(this.#break(place, node), ROOT, byte);
    return to >= 0 ? this.#state(this.#pass(place, to), ROOT) : this.#wait(place, ~to);
  }

  /** break gives up a sequence: its bytes become characters of their own. */
  #break(place: number, node: number): number {
    return this.#node(node).pending.reduce((at, each) => this.#pass(at, each), place);
  }

  /**
   * wait enters a node. Where all that may come of it leads to one place and stays there, that
   * place is as good, and most patterns need no state inside a character.
   */
  #wait(place: number, node: number): number {
    const { reach } = this.#node(node);
    const to = this.#pass(place, reach[0] ?? 0);
    const same = reach.every((each) => this.#pass(place, each) === to) &&
      reach.every((each) => this.#pass(to, each) === to);
    return same ? this.#state(to, ROOT) : this.#state(place, node);
  }

  #node(node: number): Node {
    // States are made of nodes that exist.
    return this.#decoder.nodes[node]!;
  }

  /** pass returns the place behind a character of class `kind`. */
  #pass(from: number, kind: number): number {
    const place = this.#places[from];
    if (!place || from <= HIT) return from;
    let to = place.next[kind] ?? -1;
    if (to < 0) {
      to = this.#compute(place, kind);
      place.next[kind] = to;
    }
    return to;
  }

  #compute({ pcs, context }: Place, kind: number): number {
    const { out, arg, does, start, looks } = this.#program;
    const { has, count, word, newline } = this.#classes;
    let ready: ArrayLike<number> = pcs;
    const isWord = word[kind] === 1;
    if (looks) {
      const wasWord = (context & AFTER_WORD) !== 0;
      const known = (context & START) | (kind === newline ? LOOK.lineEnd : 0) |
        (isWord === wasWord ? LOOK.noBoundary : LOOK.boundary);
      const followed = this.#follow(pcs, known, 0);
      if (followed === null) return HIT;
      ready = followed;
    }
    const next: number[] = [];
    for (let i = 0; i < ready.length; i++) {
      const pc = ready[i] ?? 0;
      if (does[pc] === DO.chars && has[(arg[pc] ?? 0) * count + kind] === 1) {
        next.push(out[pc] ?? 0);
      }
    }
    this.cost += ready.length;
    next.push(start);
    const lineStart = looks && kind === newline ? LOOK.lineStart : 0;
    return this.#place(next, lineStart, lineStart | (isWord ? AFTER_WORD : 0));
  }

  #place(pcs: readonly number[], known: number, context: number): number {
    const waiting = this.#follow(pcs, known, AHEAD);
    if (waiting === null) return HIT;
    const looking = waiting.some((pc) => this.#program.does[pc] === DO.look);
    return this.#intern(new Uint16Array(waiting).sort(), looking ? context : 0);
  }

  #intern(pcs: Uint16Array, context: number): number {
    if (pcs.length === 0 && this.#anchored) return DEAD;
    const key = keyOf(pcs, context);
    let id = this.#placeIds.get(key);
    if (id === undefined) {
      const next = new Int32Array(this.#classes.count).fill(-1);
      id = this.#places.push({ pcs, context, next }) - 1;
      this.#placeIds.set(key, id);
    }
    return id;
  }

  /**
   * follow goes from `pcs` as far as it can without a character and returns the instructions that
   * wait for one, or null where it comes to a match. Looks pass if their bits are `known`; if they
   * are of `open` ones, they wait.
   */
  #follow(pcs: ArrayLike<number>, known: number, open: number): number[] | null {
    const { does, out, arg } = this.#program;
    if (this.#round === 0xffff_ffff) {
      this.#round = 0;
      this.#seen.fill(0);
    }
    const round = ++this.#round;
    const stack = this.#stack;
    const waiting: number[] = [];
    for (let i = 0; i < pcs.length; i++) stack.push(pcs[i] ?? 0);
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (this.#seen[pc] === round) continue;
      this.#seen[pc] = round;
      this.cost++;
      switch (does[pc]) {
        case DO.split:
          stack.push(out[pc] ?? 0, arg[pc] ?? 0);
          break;
        case DO.look: {
          const missing = (arg[pc] ?? 0) & ~known;
          if (missing === 0) stack.push(out[pc] ?? 0);
          else if ((missing & ~open) === 0) waiting.push(pc);
          break;
        }
        case DO.chars:
          waiting.push(pc);
          break;
        case DO.match:
          stack.length = 0;
          return null;
      }
    }
    return waiting;
  }
}

function keyOf(pcs: Uint16Array, context: number): string {
  let key = String.fromCharCode(context);
  for (let i = 0; i < pcs.length; i++) key += String.fromCharCode(pcs[i] ?? 0);
  return key;
}
