import type { Condition, Machine, Network } from "../machine.ts";

/** machineJson writes a machine as JSON: all of it but the text of its source file. */
export function machineJson(machine: Machine): string {
  const { source: _source, ...rest } = machine;
  const plain = {
    ...rest,
    steps: machine.steps.map((step) => ({ ...step, condition: conditionJson(step.condition) })),
  };
  return JSON.stringify(plain, null, 2);
}

/**
 * conditionJson returns a condition as plain data: numbers beyond 2^53 as decimal strings, texts as
 * strings in which a byte that is not UTF-8 is a lone surrogate, networks as ADDRESS/PREFIX.
 */
export function conditionJson(condition: Condition): unknown {
  switch (condition.is) {
    case "all":
    case "any":
      return { is: condition.is, of: condition.of.map(conditionJson) };
    case "not":
      return { is: "not", of: conditionJson(condition.of) };
    case "number":
      return {
        ...condition,
        values: condition.values.map(numberJson),
        mask: condition.mask === null ? null : numberJson(condition.mask),
      };
    case "bits":
      return { ...condition, mask: numberJson(condition.mask) };
    case "text":
      return { ...condition, values: condition.values.map(textJson) };
    case "network":
      return { ...condition, networks: condition.networks.map(networkText) };
    case "pattern":
      return condition;
    default:
      return condition satisfies never;
  }
}

function numberJson(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function textJson(bytes: Uint8Array): string {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  if (!text.includes("\ufffd")) return text;
  let result = "";
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes, at);
    result += length === 0
      ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
      : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return result;
}

/** sequenceLength returns how many bytes from `at` on are one UTF-8 character, 0 if none are. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      strict.decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // Not with so few bytes; perhaps with one more.
    }
  }
  return 0;
}

/** networkText writes a network as policies do: `10.0.0.0/8`. */
export function networkText({ bytes, prefix }: Network): string {
  if (bytes.length === 4) return `${bytes.join(".")}/${prefix}`;
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bytes[2 * index] ?? 0) << 8 | (bytes[2 * index + 1] ?? 0)).toString(16),
  );
  const zeros = /(?:^|:)0(?::0)+(?=:|$)/g;
  const text = groups.join(":");
  const longest = [...text.matchAll(zeros)].sort((a, b) => b[0].length - a[0].length)[0];
  const short = longest === undefined
    ? text
    : `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length + 1)}`;
  return `${short}/${prefix}`;
}
