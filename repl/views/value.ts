import { formatSymbol, formatSymbols } from "../../compiler/kinds/constants.ts";
import type { Field } from "../../compiler/kinds/kind.ts";
import type { EventValue } from "../../engine/report.ts";
import { quoted, visible } from "./escape.ts";
import type { Palette } from "./palette.ts";
import { fit } from "./width.ts";

/** ValueOptions are how a value is written. */
export interface ValueOptions {
  readonly palette: Palette;
  /** max is how many columns the value may take, its quotes not counted. */
  readonly max: number;
  /** truncated: the sensor kept less than there was. */
  readonly truncated: boolean;
}

/**
 * value writes a field's value as a policy would: strings in quotes, flags by name, file modes in
 * octal. `field` is undefined for what the table of kinds does not know.
 */
export function value(of: EventValue, field: Field | undefined, options: ValueOptions): string {
  const { palette, max, truncated } = options;
  const more = truncated ? "…" : "";
  if (typeof of === "string") {
    if (field?.type === "ip") return palette("number", visible(of, { max }) + more);
    return palette("string", quoted(of, { max }) + more);
  }
  if (typeof of === "number" || typeof of === "bigint") {
    return palette("number", fit(numeral(of, field), max));
  }
  const entries = of.map((entry) => quoted(entry)).join(", ");
  return palette("string", `[${fit(more === "" ? entries : `${entries}, ${more}`, max)}]`);
}

/** numeral writes a number with the names that its field knows for it. */
export function numeral(of: number | bigint, field: Field | undefined): string {
  // A recording is only as good as its writer: BigInt takes no fractions.
  if (field?.symbols === undefined || (typeof of === "number" && !Number.isInteger(of))) {
    return String(of);
  }
  if (field.type === "flags") return formatSymbols(field.symbols, BigInt(of));
  return field.symbols === "errno"
    ? formatSymbols("errno", BigInt(of))
    : formatSymbol(field.symbols, BigInt(of));
}
