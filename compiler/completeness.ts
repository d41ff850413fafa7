import { CLOSERS, MAX_NESTING } from "./outline.ts";
import { Scanner } from "./tokens.ts";

/** Unclosed is what a text that goes on still waits for. */
export interface Unclosed {
  /** closers are the brackets that close those that are open, the innermost first. */
  readonly closers: readonly string[];
  /** header: a policy's name and options stand there, and its brace does not. */
  readonly header: boolean;
  /** comment: the text ends inside of one. */
  readonly comment: boolean;
}

/**
 * isOpen tells the prompt whether more lines are expected: a bracket or a comment is not closed, or
 * a policy's body has not begun.
 */
export function isOpen(text: string): boolean {
  const left = unclosed(text);
  return left !== null && (left.comment || left.header || left.closers.length > 0);
}

/**
 * unclosed tells what a text waits for. A mistake that no further line can mend (a text that its
 * line does not close, a bracket closed by the wrong one) makes it null, so that it is shown at
 * once.
 */
export function unclosed(text: string): Unclosed | null {
  const scanner = new Scanner(text);
  const closers: string[] = [];
  let header = false;
  let until = false;
  while (scanner.next()) {
    if (scanner.kind === "comment") {
      if (!scanner.closed) return { closers: closers.reverse(), header, comment: true };
      continue;
    }
    if (!scanner.closed) return null;
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
      if (closers.length > MAX_NESTING) return null;
    } else if ((char === "}" || char === ")" || char === "]") && closers.pop() !== char) {
      return null;
    } else if (char === "}" && closers.length === 0) {
      header = header && until;
      until = false;
    }
  }
  return { closers: closers.reverse(), header, comment: false };
}
