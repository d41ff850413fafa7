/** Readers of numbers: where in a record, or beside it, the number of a field lies. */
import type { Field, Kind } from "../compiler/kinds/kind.ts";
import { CARRIED, OFFSET } from "./layout.ts";
import type { NumberField } from "./numbers.ts";
import type { Processes } from "./processes.ts";
import type { RecordView } from "./record.ts";
import { stateNumber } from "./state_fields.ts";

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
