/**
 * From text to tree. Reports what is wrong with a text as such; the tree that comes back is still
 * good for checking everything the parser understood.
 */
import type { Fault, File, Item } from "./ast.ts";
import { kindId } from "./kinds/kinds.ts";
import { outline } from "./outline.ts";
import { foundAt, wordsFor } from "./expectations.ts";
// @ts-types="./parser.d.ts"
import { parse, SyntaxError as ParserError } from "./parser.js";
import { MAX_ERRORS, type Report } from "./report.ts";
import type { Range } from "./source.ts";

/** Parsed is the tree of a file, and the `let` names that were lost to mistakes. */
export interface Parsed {
  readonly file: File;
  readonly lostLets: ReadonlySet<string>;
}

const ENTRIES = { item: "OneItem", statement: "OneStatement", condition: "OneCondition" } as const;

/** parseFile parses a source and reports every mistake of syntax that it finds. */
export function parseFile(report: Report): Parsed {
  const { text, strays, lets } = outline(report.source.text, report);
  const file = treeOf(report.errors >= MAX_ERRORS ? "" : text, report);
  const lost = new Set(lets);
  for (const at of strays.slice(0, MAX_ERRORS)) {
    const message = explainStray(report.source.text, at, file);
    if (message !== null) report.error(message.at, message.message, { hint: message.hint });
  }
  const braceless = file.items.filter(lacksBrace);
  for (const fault of outermost(file.faults).slice(0, MAX_ERRORS)) {
    if (braceless.some((policy) => isInside(fault.at, policy.at))) continue;
    const message = explain(text, fault);
    report.error(message.at, message.message, { hint: message.hint });
    const name = /^\s*let\s+([A-Za-z_]\w*)/.exec(text.slice(fault.at.start, fault.at.end))?.[1];
    if (name !== undefined) lost.add(name);
  }
  return { file, lostLets: lost };
}

/** treeOf parses a text. Should the grammar's recovery have a gap, that is one error for the file. */
function treeOf(text: string, report: Report): File {
  try {
    return parse(text, { startRule: "File" });
  } catch (error) {
    if (!(error instanceof ParserError)) throw error;
    const found = foundAt(text, error.location.start.offset);
    const { message, hint } = wordsFor(error.expected, found, "item", "");
    report.error(found.at, message, { hint });
    return { node: "file", items: [], faults: [] };
  }
}

/**
 * outermost drops the faults inside other faults: where the parser gave up on a larger stretch, it
 * had already noted what it did not understand in there.
 */
function outermost(faults: readonly Fault[]): readonly Fault[] {
  const sorted = faults.toSorted((a, b) => a.at.start - b.at.start || b.at.end - a.at.end);
  const kept: Fault[] = [];
  let end = -1;
  for (const fault of sorted) {
    if (fault.at.end <= end && (fault.at.start < end || fault.at.start === fault.at.end)) continue;
    kept.push(fault);
    end = Math.max(end, fault.at.end);
  }
  return kept;
}

interface Explanation {
  readonly at: Range;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** explain parses a bad stretch again, strictly, to learn where it goes wrong and what is missing. */
function explain(text: string, fault: Fault): Explanation {
  if (fault.message !== undefined) {
    return { at: fault.at, message: fault.message, hint: fault.hint };
  }
  const slice = text.slice(fault.at.start, fault.at.end);
  try {
    parse(slice, { startRule: ENTRIES[fault.expected], strict: true });
  } catch (error) {
    if (!(error instanceof ParserError)) throw error;
    const at = fault.at.start + error.location.start.offset;
    const found = foundAt(text, at);
    return {
      at: found.at,
      ...wordsFor(error.expected, found, fault.expected, slice),
    };
  }
  const found = foundAt(text, fault.at.start);
  return { at: fault.at, message: `${found.words} does not belong here` };
}

/**
 * explainStray deals with what stands between policies. Behind a policy with a mistake it mostly
 * follows from that mistake, so nothing is said; behind a sound one, that was closed too early.
 */
function explainStray(text: string, at: Range, file: File): Explanation | null {
  const part = /^([A-Za-z_]\w*\s*\{|block\b|benign\b|without\b|[}).])/.test(
    text.slice(at.start, Math.min(at.end, at.start + 100)),
  );
  const before = file.items.findLast((item) => item.at.end <= at.start);
  if (!part || before?.node !== "policy") return explain(text, { expected: "item", at });
  const follows = lacksBrace(before) || file.faults.some(({ at }) => isInside(at, before.at));
  if (follows) return null;
  const found = foundAt(text, at.start);
  const name = before.name.node === "text" ? ` ${before.name.raw}` : "";
  return {
    at: found.at,
    message: found.text === "}"
      ? `This "}" closes nothing`
      : `${found.words} stands outside of any policy`,
    hint: `The brace at the end of policy${name} closed it: is there one too many before?`,
  };
}

/**
 * lacksBrace tells whether a policy's own opening brace is missing: its first step is taken for an
 * option then, and that step's brace for the policy's. The check of options reports it.
 */
function lacksBrace(item: Item): boolean {
  return item.node === "policy" &&
    item.options.some(({ key, value }) => value === null && kindId(key.text) !== undefined);
}

function isInside(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
