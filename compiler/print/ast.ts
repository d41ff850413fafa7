import type { File } from "../ast.ts";
import { Report } from "../report.ts";
import { Source } from "../source.ts";
import { parseFile } from "../syntax.ts";
import { visible } from "./visible.ts";

/** syntaxTree parses a text; what it could not understand is `bad` in the tree. */
export function syntaxTree(text: string): File {
  return parseFile(new Report(new Source("", text))).file;
}

/**
 * treeText writes a syntax tree, a node a line, each with the place where it begins:
 *
 *     policy 1:1
 *       name: text "a" 1:6
 *       body:
 *         step 2:3
 */
export function treeText(file: File, text: string): string {
  const source = new Source("", text);
  const lines: string[] = [];
  write(file.items, "", "items", source, lines);
  return lines.join("\n");
}

function write(value: unknown, indent: string, name: string, source: Source, lines: string[]) {
  const label = name === "" ? "" : `${name}: `;
  if (Array.isArray(value)) {
    if (value.length === 0) return;
    lines.push(`${indent}${name}:`);
    for (const one of value) write(one, `${indent}  `, "", source, lines);
    return;
  }
  if (typeof value !== "object" || value === null) {
    if (value !== null && value !== false) lines.push(`${indent}${label}${shown(value)}`);
    return;
  }
  const entries = Object.entries(value);
  const node = entries.find(([key]) => key === "node")?.[1];
  const parts = entries.filter(([key]) => key !== "node" && key !== "at" && key !== "head");
  const at = "at" in value ? source.span(value.at as { start: number; end: number }) : undefined;
  const place = at === undefined ? "" : ` ${at.line}:${at.column}`;
  const simple = parts.every(([, part]) => typeof part !== "object" || part === null);
  const words = simple
    ? parts.filter(([, part]) => part !== null && part !== false).map(([, part]) => shown(part))
    : [];
  lines.push(
    `${indent}${label}${[node, ...words].filter((word) => word !== undefined).join(" ")}${place}`,
  );
  if (simple) return;
  for (const [key, part] of parts) write(part, `${indent}  `, key, source, lines);
}

function shown(value: unknown): string {
  return visible(String(value)).text;
}
