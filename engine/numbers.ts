/**
 * Tests on numbers. A number is compared exactly, in its full 64 bits, as two halves: the high one
 * signed, the low one unsigned. `hi` and `lo` are that pair everywhere here.
 */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import type { NumberTest, Test } from "../compiler/machine.ts";
import { CARRIED, OFFSET } from "./layout.ts";
import type { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import { stateNumber } from "./state_fields.ts";

/** NumberField reads one field: `load` leaves its value in hi and lo, or says that it is absent. */
export interface NumberField {
  readonly hi: number;
  readonly lo: number;
  load(view: RecordView): boolean;
}

const HEADER_BITS: Readonly<Record<string, number>> = {
  ppid: CARRIED.ppid,
  uid: CARRIED.uid,
  euid: CARRIED.euid,
  gid: CARRIED.gid,
  session: CARRIED.session,
};

/** numberField returns the reader of a field and a key that is the same for the same reading. */
export function numberField(
  kind: Kind,
  field: Field,
  processes: Processes,
): { readonly key: string; readonly field: NumberField } | undefined {
  const at = field.at;
  switch (at.in) {
    case "header":
      if (at.part === "ts") return { key: "ts", field: new TimeField() };
      if (at.part === "nr") return { key: "nr", field: new CallNumberField() };
      return { key: at.part, field: new ShortField(OFFSET[at.part], HEADER_BITS[at.part] ?? 0) };
    case "result":
      return { key: "ret", field: new WideField(OFFSET.ret, CARRIED.ret) };
    case "argument": {
      const wide = new WideField(OFFSET.args + at.index * 8, CARRIED.arg << at.index);
      return { key: `arg${at.index}`, field: wide };
    }
    case "number": {
      const wide = new WideField(OFFSET.numbers + at.slot * 8, CARRIED.number << at.slot);
      const list = countedList(kind, field);
      if (list === undefined) return { key: `number ${at.slot}`, field: wide };
      return { key: `number ${at.slot} of ${list}`, field: new CountField(wide, list) };
    }
    case "process": {
      const known = stateNumber(at.part, processes);
      return known === undefined ? undefined : { key: at.part, field: known };
    }
    case "call":
    case "bytes":
    case "common":
    case "joined":
      return undefined;
  }
}

/** countedList returns the span of the list whose entries a field counts, if it counts any. */
function countedList(kind: Kind, field: Field): number | undefined {
  for (const call of kind.calls) {
    const count = call.captures[field.name];
    if (count?.as !== "strings-count") continue;
    const list = kind.fields.find(({ name }) => {
      const capture = call.captures[name];
      return capture?.as === "strings" && capture.arg === count.arg;
    });
    if (list?.at.in === "bytes") return list.at.slot;
  }
  return undefined;
}

/** ShortField is an unsigned 32-bit number of the header; bit 0 stands for one always carried. */
class ShortField implements NumberField {
  readonly hi = 0;
  lo = 0;
  constructor(private readonly offset: number, private readonly bit: number) {}

  load(view: RecordView): boolean {
    if (this.bit !== 0 && (view.carried & this.bit) === 0) return false;
    this.lo = view.u32(this.offset);
    return true;
  }
}

class CallNumberField implements NumberField {
  hi = 0;
  lo = 0;

  load(view: RecordView): boolean {
    if ((view.carried & CARRIED.nr) === 0) return false;
    this.hi = view.nr >> 31;
    this.lo = view.nr >>> 0;
    return true;
  }
}

class TimeField implements NumberField {
  hi = 0;
  lo = 0;

  load(view: RecordView): boolean {
    this.hi = view.tsHi | 0;
    this.lo = view.tsLo;
    return true;
  }
}

class WideField implements NumberField {
  hi = 0;
  lo = 0;
  constructor(private readonly offset: number, private readonly bit: number) {}

  load(view: RecordView): boolean {
    if ((view.carried & this.bit) === 0) return false;
    this.hi = view.high(this.offset);
    this.lo = view.low(this.offset);
    return true;
  }
}

/** CountField is how many entries a list has: as carried, or else counted. */
class CountField implements NumberField {
  hi = 0;
  lo = 0;
  constructor(private readonly carried: NumberField, private readonly list: number) {}

  load(view: RecordView): boolean {
    if (this.carried.load(view)) {
      this.hi = this.carried.hi;
      this.lo = this.carried.lo;
      return true;
    }
    // A list that was cut has lost entries: counting them would be wrong.
    if (!view.carries(this.list) || (view.cut & 1 << this.list) !== 0) return false;
    const end = view.end(this.list);
    this.hi = 0;
    this.lo = 0;
    for (let at = view.start(this.list); at < end; at++) if (view.bytes[at] === 0) this.lo++;
    return true;
  }
}

/** NumberQuestion compares one number. */
export interface NumberQuestion {
  holds(view: RecordView): boolean;
}

/** Halves is a 64-bit constant. */
interface Halves {
  readonly hi: number;
  readonly lo: number;
}

const LEAST = -(2n ** 63n);
const GREATEST = 2n ** 63n - 1n;

function halves(value: bigint): Halves {
  return {
    hi: Number(BigInt.asIntN(32, value >> 32n)),
    lo: Number(BigInt.asUintN(32, value)),
  };
}

/** numberPredicate compares a field as a number test asks. */
export function numberPredicate(field: NumberField, test: NumberTest): NumberQuestion {
  const mask = halves(test.mask ?? -1n);
  if (test.compare === "=") {
    // A value from 2^63 to 2^64 is the same 64 bits as a negative one; beyond, nothing is equal.
    const values = test.values.filter((value) => value >= LEAST && value < 2n ** 64n);
    return new EqualPredicate(field, mask, values.map(halves), test.negate);
  }
  const value = test.values[0] ?? 0n;
  const less = test.compare === "<" || test.compare === "<=";
  if (value < LEAST || value > GREATEST) {
    const holds = less === value > GREATEST;
    return new PresentPredicate(field, holds !== test.negate);
  }
  const orEqual = test.compare === "<=" || test.compare === ">=";
  return new OrderPredicate(field, mask, halves(value), less, orEqual, test.negate);
}

/** bitsPredicate tells whether all, or any, of a mask's bits are set. */
export function bitsPredicate(
  field: NumberField,
  test: Extract<Test, { is: "bits" }>,
): NumberQuestion {
  const mask = halves(test.mask);
  return test.need === "all"
    ? new EqualPredicate(field, mask, [mask], false)
    : new EqualPredicate(field, mask, [{ hi: 0, lo: 0 }], true);
}

class EqualPredicate implements NumberQuestion {
  constructor(
    private readonly field: NumberField,
    private readonly mask: Halves,
    private readonly values: readonly Halves[],
    private readonly negate: boolean,
  ) {}

  holds(view: RecordView): boolean {
    if (!this.field.load(view)) return false;
    const hi = this.field.hi & this.mask.hi;
    const lo = (this.field.lo & this.mask.lo) >>> 0;
    for (const value of this.values) {
      if (value.hi === hi && value.lo === lo) return !this.negate;
    }
    return this.negate;
  }
}

class OrderPredicate implements NumberQuestion {
  constructor(
    private readonly field: NumberField,
    private readonly mask: Halves,
    private readonly value: Halves,
    private readonly less: boolean,
    private readonly orEqual: boolean,
    private readonly negate: boolean,
  ) {}

  holds(view: RecordView): boolean {
    if (!this.field.load(view)) return false;
    return this.#compare() !== this.negate;
  }

  #compare(): boolean {
    const hi = this.field.hi & this.mask.hi;
    const lo = (this.field.lo & this.mask.lo) >>> 0;
    if (hi !== this.value.hi) return hi < this.value.hi === this.less;
    if (lo !== this.value.lo) return lo < this.value.lo === this.less;
    return this.orEqual;
  }
}

/** PresentPredicate gives the same answer for every value, and false where there is none. */
class PresentPredicate implements NumberQuestion {
  constructor(private readonly field: NumberField, private readonly answer: boolean) {}

  holds(view: RecordView): boolean {
    return this.answer && this.field.load(view);
  }
}
