import { CLOSERS, MAX_NESTING } from "./outline.ts";
import { Scanner } from "./tokens.ts";

/**
 * isOpen tells the prompt whether more lines are expected: a bracket or a comment is not closed, or
 * a policy's body has not begun. A mistake that no further line can mend (a text that its line does
 * not close, a bracket closed by the wrong one) makes it false, so that it is shown at once.
 */
export function isOpen(text: string): boolean {
  const scanner = new Scanner(text);
  const closers: string[] = [];
  let header = false;
  let until = false;
  while (scanner.next()) {
    if (scanner.kind === "comment") {
      if (!scanner.closed) return true;
      continue;
    }
    if (!scanner.closed) return false;
    if (closers.length === 0) {
      if (scanner.kind === "annotation") header = true;
      else if (scanner.kind === "name" && scanner.is("path")) header = true;
      else if (scanner.is("until")) until = true;
    }
    if (scanner.kind !== "punctuation") continue;
    const char = text.charAt(scanner.start);
    const closer = Object.hasOwn(CLOSERS, char) ? CLOSERS[char] : undefined;
    if (closer !== undefined) {
      closers.push(closer);
      if (closers.length > MAX_NESTING) return false;
    } else if ((char === "}" || char === ")" || char === "]") && closers.pop() !== char) {
      return false;
    } else if (char === "}" && closers.length === 0) {
      header = header && until;
      until = false;
    }
  }
  return closers.length > 0 || header;
}
