import type { Compare } from "../ast.ts";
import type { FieldType } from "../kinds/kind.ts";
import type { Meaning } from "./lets.ts";
import type { ResolvedField } from "./names.ts";

/** Comparison is a comparison whose field and value have been looked up. */
export interface Comparison extends ResolvedField {
  readonly node: Compare;
  readonly value: Meaning;
  /** type is the field's, or of an element of a list that is picked by its index. */
  readonly type: FieldType;
}
