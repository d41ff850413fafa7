/**
 * The deterministic automaton of many patterns over bytes, made state by state as it is asked for.
 * A *place* is a set of instructions between two characters; a *state* is a place, a node of the
 * decoder (what has been read of the next character), and the patterns that were found with the
 * step that leads to it. A pattern that was found starts over: what it does afterwards tells
 * nothing new, so states need not remember what has been found.
 *
 * The instructions from which a match can begin anywhere wait in every place. They are the same
 * ones everywhere, the *base*, so a place has only those besides, and making a state costs as much
 * as there is under way, not as much as there are patterns.
 *
 * All that is stored is a cache: `keep` empties it, so an automaton can serve where it would grow
 * too large to be kept.
 */
import { divide, type RuneClasses } from "./classes.ts";
import { BROKEN, type Decoder, decoderOf, type Node, ROOT } from "./decoder.ts";
import { DO, LOOK } from "./program.ts";
import type { Union } from "./union.ts";

/** DEAD is the state from which nothing more is found. */
export const DEAD = 0;

/** NOTHING is the set of no patterns. */
export const NOTHING = 0;

const START = LOOK.textStart | LOOK.lineStart;
/** Bits of a look that only the next character, or the end, can answer. */
const AHEAD = LOOK.lineEnd | LOOK.textEnd | LOOK.boundary | LOOK.noBoundary;
/** Bits of a look that a character answers which follows. */
const INSIDE = AHEAD & ~LOOK.textEnd;
/** A place's context, besides START: the character before it is of a word. */
const AFTER_WORD = 64;

/** Place is the instructions that wait for a character, but for the base, with what looks need. */
interface Place {
  readonly pcs: Uint16Array;
  /** base is 1 behind a newline, where that makes a difference, and 0 elsewhere. */
  readonly base: number;
  readonly context: number;
}

/** Base is the instructions that wait everywhere. */
interface Base {
  readonly pcs: Uint16Array;
  readonly looks: Uint16Array;
  /** has says of each instruction whether it is one of them. */
  readonly has: Uint8Array;
}

/** Step is what becomes of the base with a character: where that leads, and what is found. */
interface Step {
  readonly to: readonly number[];
  readonly found: readonly number[];
}

/** Automaton makes states on demand. */
export class Automaton {
  readonly columns: Uint8Array;
  /** width is the number of columns: of bytes that the automaton tells apart. */
  readonly width: number;
  readonly #union: Union;
  readonly #classes: RuneClasses;
  readonly #decoder: Decoder;
  readonly #bases: readonly [Base, Base];
  /** #everywhere are the patterns that are found in any text at its start. */
  readonly #everywhere: readonly number[];
  readonly #steps = new Map<number, Step>();
  #held = 0;
  #places: Place[] = [];
  #placeIds = new Map<string, number>();
  #states: { readonly place: number; readonly node: number; readonly found: number }[] = [];
  #stateIds = new Map<number, number>();
  #sets: Int32Array[] = [];
  #setIds = new Map<string, number>();
  readonly #seen: Uint32Array;
  #round = 0;
  readonly #stack: number[] = [];
  /** #found collects the patterns that are found with a step. */
  #found: number[] = [];

  constructor(union: Union) {
    this.#union = union;
    this.#classes = divide(union.sets, union.looks);
    this.#decoder = decoderOf(this.#classes, union.bytes);
    this.columns = this.#decoder.columns;
    this.width = this.#decoder.samples.length;
    this.#seen = new Uint32Array(union.does.length);
    this.#follow(union.starts, START, AHEAD);
    this.#everywhere = [...this.#found];
    const searched = this.#searched();
    this.#bases = [this.#base(searched, 0), this.#base(searched, LOOK.lineStart)];
    this.#clear();
  }

  /** size is the number of states, or of places where there are more. */
  get size(): number {
    return Math.max(this.#states.length, this.#places.length);
  }

  /** held is how many instructions all its places hold together. */
  get held(): number {
    return this.#held;
  }

  /** start returns the state before the first byte. */
  start(): number {
    this.#found = [...this.#everywhere];
    return this.#state(this.#place(this.#searched(), START, START), ROOT, this.#noted());
  }

  /** step returns the state that a byte of `column` leads to. */
  step(state: number, column: number): number {
    const from = this.#states[state];
    if (from === undefined || state === DEAD) return DEAD;
    this.#found = [];
    return this.#read(from.place, from.node, this.#decoder.samples[column] ?? 0);
  }

  /** found returns the set of patterns that are found with the step to a state. */
  found(state: number): number {
    return this.#states[state]?.found ?? NOTHING;
  }

  /** atEnd returns the set of patterns that are found where a haystack ends in `state`. */
  atEnd(state: number): number {
    const from = this.#states[state];
    if (from === undefined || state === DEAD) return NOTHING;
    this.#found = [];
    const place = this.#placeOf(this.#break(from.place, from.node));
    const { context, base } = place;
    const looks = LOOK.lineEnd | LOOK.textEnd |
      (context & AFTER_WORD ? LOOK.boundary : LOOK.noBoundary);
    this.#follow(place.pcs, context | looks, 0);
    this.#follow(this.#baseOf(base).looks, lineStart(base) | looks, 0);
    return this.#noted();
  }

  /** patterns lists the patterns of a set, in ascending order. */
  patterns(set: number): Int32Array {
    // Sets come from `found` and `atEnd`.
    return this.#sets[set]!;
  }

  /** keep forgets all states but one, and returns what that is called now. */
  keep(state: number): number {
    const from = this.#states[state];
    if (from === undefined || state === DEAD) return DEAD;
    const place = this.#placeOf(from.place);
    const found = this.patterns(from.found);
    this.#clear();
    this.#found = [...found];
    return this.#state(this.#intern(place), from.node, this.#noted());
  }

  #clear(): void {
    this.#held = 0;
    this.#places = [];
    this.#placeIds = new Map();
    this.#states = [];
    this.#stateIds = new Map();
    this.#sets = [];
    this.#setIds = new Map();
    this.#found = [];
    this.#noted();
    this.#places.push({ pcs: new Uint16Array(), base: 0, context: 0 });
    this.#state(DEAD, ROOT, NOTHING);
  }

  /** #searched are the starts of the patterns that are not found in any text. */
  #searched(): Uint16Array {
    const found = new Set(this.#everywhere);
    return this.#union.starts.filter((_, pattern) => !found.has(pattern));
  }

  #base(starts: Uint16Array, known: number): Base {
    const pcs = Uint16Array.from(this.#follow(starts, known, AHEAD));
    const { does } = this.#union;
    const has = new Uint8Array(does.length);
    for (const pc of pcs) has[pc] = 1;
    return { pcs, looks: pcs.filter((pc) => does[pc] === DO.look), has };
  }

  #placeOf(place: number): Place {
    // Places are made here and never dropped but all together.
    return this.#places[place]!;
  }

  #baseOf(base: number): Base {
    return this.#bases[base === 0 ? 0 : 1];
  }

  #node(node: number): Node {
    // States are made of nodes that exist.
    return this.#decoder.nodes[node]!;
  }

  #state(place: number, node: number, found: number): number {
    // In the dead place it is all the same what the character turns out to be.
    const at = place === DEAD ? ROOT : node;
    const key = (found * 0x10000 + place) * this.#decoder.nodes.length + at;
    let id = this.#stateIds.get(key);
    if (id === undefined) {
      id = this.#states.push({ place, node: at, found }) - 1;
      this.#stateIds.set(key, id);
    }
    return id;
  }

  #read(place: number, node: number, byte: number): number {
    const to = this.#node(node).next[byte] ?? BROKEN;
    if (to === BROKEN) return this.#read(this.#break(place, node), ROOT, byte);
    if (to < 0) return this.#wait(place, ~to);
    const passed = this.#pass(place, to);
    return this.#state(passed, ROOT, this.#noted());
  }

  /** break gives up a sequence: its bytes become characters of their own. */
  #break(place: number, node: number): number {
    return this.#node(node).pending.reduce((at, each) => this.#pass(at, each), place);
  }

  /**
   * wait enters a node. Where all that may come of it finds the same, leads to one place and stays
   * there, that place is as good, and most patterns need no state inside a character.
   */
  #wait(place: number, node: number): number {
    const before = this.#found;
    const pass = (from: number, kind: number) => {
      this.#found = [...before];
      return [this.#pass(from, kind), this.#noted()] as const;
    };
    const [first = 0, ...others] = this.#node(node).reach;
    const [to, found] = pass(place, first);
    const leads = (from: number, kind: number) => {
      const [next, also] = pass(from, kind);
      return next === to && also === found;
    };
    const stays = (kind: number) => {
      this.#found = [...this.patterns(found)];
      return this.#pass(to, kind) === to && this.#noted() === found;
    };
    if (others.every((kind) => leads(place, kind)) && stays(first) && others.every(stays)) {
      return this.#state(to, ROOT, found);
    }
    this.#found = before;
    return this.#state(place, node, this.#noted());
  }

  /** pass returns the place behind a character of class `kind`. */
  #pass(from: number, kind: number): number {
    if (from === DEAD) return DEAD;
    const { pcs, base, context } = this.#placeOf(from);
    const isWord = this.#classes.word[kind] === 1;
    const step = this.#baseStep(base, (context & AFTER_WORD) !== 0, kind);
    this.#found.push(...step.found);
    const next = this.#taken(pcs, this.#known(context, kind), kind);
    next.push(...step.to);
    const newline = kind === this.#classes.newline ? LOOK.lineStart : 0;
    return this.#place(next, newline, newline | (isWord ? AFTER_WORD : 0));
  }

  #baseStep(base: number, wasWord: boolean, kind: number): Step {
    const key = (kind * 2 + base) * 2 + (wasWord ? 1 : 0);
    let step = this.#steps.get(key);
    if (step === undefined) {
      const before = this.#found;
      this.#found = [];
      const context = lineStart(base) | (wasWord ? AFTER_WORD : 0);
      const to = this.#taken(this.#baseOf(base).pcs, this.#known(context, kind), kind);
      step = { to, found: this.#found };
      this.#found = before;
      this.#steps.set(key, step);
    }
    return step;
  }

  /** known are the looks that hold between a context and a character of class `kind`. */
  #known(context: number, kind: number): number {
    const { word, newline } = this.#classes;
    const wasWord = (context & AFTER_WORD) !== 0;
    return (context & START) | (kind === newline ? LOOK.lineEnd : 0) |
      ((word[kind] === 1) === wasWord ? LOOK.noBoundary : LOOK.boundary);
  }

  /** taken returns where those of `pcs` lead that take a character of class `kind`. */
  #taken(pcs: Uint16Array, known: number, kind: number): number[] {
    const { out, arg, does, looks } = this.#union;
    const { has, count } = this.#classes;
    const ready = (looks & INSIDE) !== 0 ? this.#follow(pcs, known, 0) : pcs;
    const next: number[] = [];
    for (let i = 0; i < ready.length; i++) {
      const pc = ready[i] ?? 0;
      if (does[pc] === DO.chars && has[(arg[pc] ?? 0) * count + kind] === 1) {
        next.push(out[pc] ?? 0);
      }
    }
    return next;
  }

  #place(pcs: ArrayLike<number>, known: number, context: number): number {
    const base = (known & LOOK.lineStart & this.#union.looks) === 0 ? 0 : 1;
    const { has, looks } = this.#baseOf(base);
    const isLook = (pc: number) => this.#union.does[pc] === DO.look;
    // What lies behind a look of the base may ask for the start of the text.
    const atStart = (known & LOOK.textStart) !== 0;
    const waiting = this.#follow(pcs, known, AHEAD).filter((pc) => {
      return has[pc] === 0 || (atStart && isLook(pc));
    });
    const looking = looks.length > 0 || waiting.some(isLook);
    const own = Uint16Array.from(waiting).sort();
    return this.#intern({ pcs: own, base, context: looking ? context : 0 });
  }

  #intern(place: Place): number {
    const { pcs, base, context } = place;
    const [one, other] = this.#bases;
    if (pcs.length === 0 && one.pcs.length === 0 && other.pcs.length === 0) return DEAD;
    const key = keyOf(pcs, context << 1 | base);
    let id = this.#placeIds.get(key);
    if (id === undefined) {
      this.#held += pcs.length;
      id = this.#places.push(place) - 1;
      this.#placeIds.set(key, id);
    }
    return id;
  }

  /** noted returns the set of what was found since the last step began. */
  #noted(): number {
    const some = this.#found;
    const list = some.length > 1 ? [...new Set(some)].sort((a, b) => a - b) : some;
    const key = list.join();
    let id = this.#setIds.get(key);
    if (id === undefined) {
      id = this.#sets.push(Int32Array.from(list)) - 1;
      this.#setIds.set(key, id);
    }
    return id;
  }

  /**
   * follow goes from `pcs` as far as it can without a character and returns the instructions that
   * wait for one, but for those of patterns that are found on the way. Looks pass if their bits are
   * `known`; if they are of `open` ones, they wait.
   */
  #follow(pcs: ArrayLike<number>, known: number, open: number): number[] {
    const { does, out, arg, owner } = this.#union;
    if (this.#round === 0xffff_ffff) {
      this.#round = 0;
      this.#seen.fill(0);
    }
    const round = ++this.#round;
    const stack = this.#stack;
    const before = this.#found.length;
    const waiting: number[] = [];
    for (let i = 0; i < pcs.length; i++) stack.push(pcs[i] ?? 0);
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (this.#seen[pc] === round) continue;
      this.#seen[pc] = round;
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
          this.#found.push(owner[pc] ?? 0);
      }
    }
    if (this.#found.length === before) return waiting;
    const found = new Set(this.#found);
    return waiting.filter((pc) => !found.has(owner[pc] ?? 0));
  }
}

function lineStart(base: number): number {
  return base === 0 ? 0 : LOOK.lineStart;
}

function keyOf(pcs: Uint16Array, context: number): string {
  let key = String.fromCharCode(context);
  for (let i = 0; i < pcs.length; i++) key += String.fromCharCode(pcs[i] ?? 0);
  return key;
}
