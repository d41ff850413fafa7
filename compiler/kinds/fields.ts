/** Fields that several kinds share, and short ways to write those that one kind has. */
import type { Capture } from "./capture.ts";
import type { Field } from "./kind.ts";

/** AT_FDCWD stands for the working directory in place of a descriptor. */
export const AT_FDCWD = -100;

/** Captures says for each field of a call how it is captured. */
export type Captures = Readonly<Record<string, Capture>>;

/** More is what a field may have besides its name, place and doc line. */
type More = Partial<Pick<Field, "aliases" | "symbols" | "octal" | "costly" | "phase">>;

/** number makes a field in number slot `slot`. */
export function number(name: string, slot: number, doc: string, more: More = {}): Field {
  return { name, type: "number", at: { in: "number", slot }, phase: "enter", doc, ...more };
}

/** flags makes a field of bits in number slot `slot`. */
export function flags(name: string, slot: number, doc: string, more: More = {}): Field {
  return { ...number(name, slot, doc, more), type: "flags" };
}

/** text makes a field in bytes slot `slot`. */
export function text(name: string, slot: number, doc: string, more: More = {}): Field {
  return { name, type: "string", at: { in: "bytes", slot }, phase: "enter", doc, ...more };
}

/** pathname makes the field of a name as it is passed. */
export function pathname(slot = 0, more: More = { aliases: ["path"] }): Field {
  return text(
    "pathname",
    slot,
    "path as the program passed it: it may be relative, or lead through symlinks",
    more,
  );
}

/** dirfd makes the field of the directory that a relative name starts from. */
export function dirfd(slot: number): Field {
  return number(
    "dirfd",
    slot,
    "directory that a relative path starts from; AT_FDCWD is the working directory",
    { symbols: "directory" },
  );
}

/** mode makes the field of permission bits. */
export function mode(slot: number): Field {
  return flags("mode", slot, "permission bits, such as 0644", { symbols: "mode", octal: true });
}

/** fd makes the field of the descriptor that a call acts on. */
export function fd(slot: number, doc: string): Field {
  return number("fd", slot, doc);
}

/** openPath makes the field of the path of an open file. */
export function openPath(slot: number): Field {
  return text(
    "path",
    slot,
    "absolute path of what the descriptor refers to; pipe:[N] or socket:[N] for what has none",
    { costly: true },
  );
}

/**
 * anyPath makes the field of the path of a file that is given by name or by descriptor. Only the
 * one of a descriptor is resolved.
 */
export function anyPath(slot: number): Field {
  return text(
    "path",
    slot,
    "absolute path: of a descriptor resolved; of a name as passed, behind the directory it starts from",
    { costly: true },
  );
}

/** newFile makes the field of where a name is made by calls that name two. */
export function newFile(slot: number): Field {
  return text(
    "file",
    slot,
    "absolute path of the new name: as passed, behind the directory it starts from",
    { costly: true },
  );
}

/** content makes the field of what is transferred. */
export function content(slot: number, doc: string, more: More = {}): Field {
  return text("content", slot, doc, more);
}

/** i32, u32 and u64 capture an argument as a number, string as a C string. */
export function i32(arg: number): Capture {
  return { as: "i32", arg };
}
export function u32(arg: number): Capture {
  return { as: "u32", arg };
}
export function u64(arg: number): Capture {
  return { as: "u64", arg };
}
export function string(arg: number): Capture {
  return { as: "string", arg };
}

/** constant is a value that the call implies. */
export function constant(value: number): Capture {
  return { as: "constant", value };
}

/** opened captures the path of the descriptor in argument `arg`. */
export function opened(arg: number): Capture {
  return { as: "descriptor-path", arg };
}

/** joined captures the name in argument `arg` behind the directory in argument `directory`. */
export function joined(arg: number, directory?: number): Capture {
  return { as: "joined-path", arg, ...directory === undefined ? {} : { directory } };
}
