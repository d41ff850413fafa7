/**
 * Tests on numbers. A number is compared exactly, in its full 64 bits, as two halves: the high one
 * signed, the low one unsigned. `hi` and `lo` are that pair everywhere here.
 */
import type { NumberTest, Test } from "../compiler/machine.ts";
import type { RecordView } from "./record.ts";

/** NumberField reads one field: `load` leaves its value in hi and lo, or says that it is absent. */
export interface NumberField {
  readonly hi: number;
  readonly lo: number;
  load(view: RecordView): boolean;
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
