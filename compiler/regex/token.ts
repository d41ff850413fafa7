/** Token is one element of a pattern, from `start` to `end` in UTF-16 offsets. */
export type Token =
  & { readonly start: number; readonly end: number }
  & (
    | { readonly is: "literal"; readonly rune: number }
    /** `\xHH` of 80 and above: one byte. */
    | { readonly is: "byte"; readonly byte: number }
    /** Anything else that takes one character: `.`, `\d`, `\pL`, `\x{e9}`. */
    | { readonly is: "character" }
    | { readonly is: "class"; readonly items: readonly Token[] }
    /** What takes none: `^`, `$`, `\b`. */
    | { readonly is: "anchor" }
    /** `\Q...\E`. */
    | { readonly is: "quote"; readonly text: string }
    | { readonly is: "open" | "close" | "or" | "flags" }
    /** `max` is null where there is none. */
    | { readonly is: "repeat"; readonly min: number; readonly max: number | null }
    | { readonly is: "problem"; readonly message: string }
  );
