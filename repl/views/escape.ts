/** Text from traced processes as views show it: harmless (engine/visible.ts), and no wider than said. */
import { escaped, visible as harmless } from "../../engine/visible.ts";
import { fit } from "./width.ts";

/**
 * visible returns `text` with everything that could deceive or harm written as an escape. With
 * `max` it is at most that many columns wide; what is cut off is marked by an ellipsis, and
 * no escape or character is cut in two. Backslashes stay, so it is for text shown on its own;
 * {@link quoted} is the form that can be read back.
 */
export function visible(text: string, options: { readonly max?: number } = {}): string {
  return options.max === undefined ? harmless(text) : fit(harmless(text), options.max);
}

/**
 * quoted returns `text` as a string of the policy language: harmless, in double quotes, and with
 * backslashes and quotes escaped, so that no two texts look alike. With `max`, the text between the
 * quotes is at most that many columns wide.
 */
export function quoted(text: string, { max }: { readonly max?: number } = {}): string {
  return `"${max === undefined ? escaped(text) : fit(escaped(text), max)}"`;
}
