/**
 * Comparisons that are valid and probably not what was meant. These are warnings with the remedy as
 * their hint:
 *
 *     pathname = "^/etc/.*"      a regex compared byte for byte: =~
 *     pathname =~ "run.sh$"      the dot takes any byte: \.
 *     argv[0] = "/usr/bin/nc"    argv[0] is what the caller wrote: filename
 *     flags = O_CREAT            all other flags would have to be 0: has
 */
import { symbolValue } from "../kinds/constants.ts";
import type { Range } from "../source.ts";
import { didYouMean } from "../suggest.ts";
import { callId, KINDS } from "../kinds/kinds.ts";
import { SYSCALLS } from "../kinds/syscalls.ts";
import type { Comparison } from "./comparison.ts";
import type { StepContext } from "./context.ts";

/** COMM_LENGTH is how long a thread's name can be: TASK_COMM_LEN without its zero byte. */
const COMM_LENGTH = 15;

/** Slip is a check: it returns what to say, or undefined. */
type Slip = (comparison: Comparison, context: StepContext) => Doubt | undefined;

interface Doubt {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: Range;
}

const SLIPS: readonly Slip[] = [
  regexAsText,
  matchesEverything,
  anyByteBeforeExtension,
  callersName,
  longName,
  wholeFlags,
  zeroBits,
  positiveErrno,
  unknownCall,
];

/** warnOfSlips warns of a comparison that is valid and probably not meant. */
export function warnOfSlips(comparison: Comparison, context: StepContext): void {
  for (const slip of SLIPS) {
    const doubt = slip(comparison, context);
    if (doubt === undefined) continue;
    context.report.warn(doubt.at ?? comparison.node.at, doubt.message, { hint: doubt.hint });
    return;
  }
}

function textOf({ value }: Comparison): string | undefined {
  return value.node === "text" ? value.raw.slice(1, -1) : undefined;
}

function patternText({ value }: Comparison): string | undefined {
  return value.node === "text"
    ? value.raw.slice(1, -1).replaceAll("\\\\", "\\")
    : value.node === "regex"
    ? value.source
    : undefined;
}

function regexAsText(comparison: Comparison): Doubt | undefined {
  const operator = comparison.node.operator.name;
  const text = textOf(comparison);
  if (operator !== "=" && operator !== "!=" || text === undefined) return undefined;
  if (!/^\^|\$$|\.\*|\.\+|\\[.dwsb]|\([^)]*\|[^)]*\)|\[[^\]]+\][*+]/.test(text)) {
    if (comparison.field.name === "content" || !/^[^\s*]*\*\S*$/.test(text)) return undefined;
    return {
      message: `"${operator}" compares the text byte for byte, with its "*"`,
      hint: operator === "=" ? `Write "glob" for a pattern with *` : `Write not (... glob ...)`,
    };
  }
  return {
    message: `"${operator}" compares the text byte for byte, and this looks like a regex`,
    hint: `Write "${operator === "=" ? "=~" : "!~"}" to search for a regex`,
  };
}

function matchesEverything(comparison: Comparison): Doubt | undefined {
  const operator = comparison.node.operator.name;
  const pattern = patternText(comparison);
  if (operator !== "=~" && operator !== "!~" || pattern === undefined) return undefined;
  if (!/^\^?(\.\*\??)?\$?$/.test(pattern)) return undefined;
  return operator === "=~"
    ? { message: "This regex matches everything", hint: "Leave the condition out" }
    : { message: "This regex matches everything, so the step never matches" };
}

function anyByteBeforeExtension(comparison: Comparison): Doubt | undefined {
  const operator = comparison.node.operator.name;
  if (operator !== "=~" && operator !== "!~") return undefined;
  const plain = patternText(comparison)?.replace(
    /\\.|\[[^\]]*\]/gs,
    (part) => "_".repeat(part.length),
  );
  const extension = plain === undefined
    ? null
    : /\.(\w{1,5}|\((\w{1,5}\|)*\w{1,5}\))\$$/.exec(plain);
  if (extension === null) return undefined;
  return {
    message: `The dot in "${extension[0]}" takes any byte`,
    hint: `Write "\\${extension[0]}" for the dot of an extension`,
  };
}

function callersName(comparison: Comparison): Doubt | undefined {
  const text = textOf(comparison) ?? patternText(comparison);
  if (comparison.ref.name !== "argv" || comparison.ref.element !== 0) return undefined;
  if (text === undefined || !text.includes("/")) return undefined;
  return {
    message: "argv[0] is whatever the caller wrote there, and mostly no path",
    hint: `The program that is started: filename ${comparison.node.operator.name} ...`,
  };
}

function longName(comparison: Comparison): Doubt | undefined {
  const text = textOf(comparison);
  const { name } = comparison.ref;
  if (name !== "comm" && name !== "parent.comm") return undefined;
  if (text === undefined || text.includes("\\")) return undefined;
  const operator = comparison.node.operator.name;
  if (operator !== "=" && operator !== "startswith" && operator !== "contains") return undefined;
  if (new TextEncoder().encode(text).length <= COMM_LENGTH) return undefined;
  return {
    message: `"${name}" has at most ${COMM_LENGTH} bytes, so this never holds`,
    hint: `The kernel cuts the name: write "${text.slice(0, COMM_LENGTH)}", or use ${
      name.replace("comm", "exe")
    }`,
  };
}

function wholeFlags(comparison: Comparison, context: StepContext): Doubt | undefined {
  const { value, node, field } = comparison;
  if (field.type !== "flags" || value.node !== "symbols" || value.parts.length !== 1) {
    return undefined;
  }
  if (node.operator.name !== "=" && node.operator.name !== "!=") return undefined;
  const [part] = value.parts;
  if (part?.node !== "name" || field.symbols === undefined) return undefined;
  const number = symbolValue(field.symbols, part.text, context.architecture);
  // The three access modes compare only their own bits.
  if (number === undefined || field.symbols === "open" && number < 3n) return undefined;
  const name = context.report.source.slice(node.field.at);
  const has = `${name} has ${part.text}`;
  return {
    message: `"${node.operator.name}" compares all of "${name}", not only ${part.text}`,
    hint: node.operator.name === "=" ? `Write ${has}` : `Write not ${has}`,
  };
}

function zeroBits(comparison: Comparison, context: StepContext): Doubt | undefined {
  const { value, node, field } = comparison;
  const operator = node.operator.name;
  if (operator !== "has" && operator !== "any") return undefined;
  const zero = value.node === "numeral"
    ? /^0[xo]?0*$/.test(value.raw)
    : value.node === "symbols" && field.symbols !== undefined && value.parts.every((part) =>
      part.node === "name" && field.symbols !== undefined &&
      symbolValue(field.symbols, part.text, context.architecture) === 0n
    );
  if (!zero) return undefined;
  const holds = operator === "has" ? "always" : "never";
  return {
    message: `The value is 0, which has no bits: this ${holds} holds`,
    hint: `Write "=" to compare the number`,
  };
}

function positiveErrno(comparison: Comparison): Doubt | undefined {
  const { value, field, node } = comparison;
  if (field.symbols !== "errno" || value.node !== "symbols" || value.negative) return undefined;
  const [part] = value.parts;
  if (part?.node !== "name") return undefined;
  return {
    message: `"${field.name}" is negative where a call fails`,
    hint: `Write ${field.name} ${node.operator.name} -${part.text}`,
  };
}

function unknownCall(comparison: Comparison, context: StepContext): Doubt | undefined {
  const text = textOf(comparison);
  if (comparison.ref.name !== "syscall" || comparison.node.operator.name !== "=") return undefined;
  if (text === undefined) return undefined;
  const own = context.kind.calls.map((call) => call.name);
  if (callId(text) === 0) {
    const near = didYouMean(text, own.length > 0 ? own : SYSCALLS.map(([name]) => name));
    return { message: `There is no system call "${text}"`, hint: near };
  }
  // The kind `call`, the first of the table, takes every call.
  if (context.kind === KINDS[0] || own.includes(text)) return undefined;
  return {
    message: `${context.kind.name} never is the system call "${text}"`,
    hint: `${context.kind.name} stands for ${own.join(", ")}`,
  };
}
