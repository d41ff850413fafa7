/** What somebody knows of a process, on its way to the engine: as a record of type KNOWN. */
import type { RecordBuilder } from "./builder.ts";
import { STATE } from "./layout.ts";
import type { Text } from "./state.ts";

/** Facts is what is known of a process at one moment; what is absent is not known. */
export interface Facts {
  readonly exe?: Text;
  /** cmdline is its arguments joined by one space; `cut`: there were more. */
  readonly cmdline?: Text;
  readonly cut?: boolean;
  readonly cwd?: Text;
  /** container is empty for a process that is in none. */
  readonly container?: Text;
  /** age is the time since its last exec, in ns. */
  readonly age?: number | bigint;
  readonly parent?: ParentFacts;
  /** ancestors are paths, nearest first; empty where one is not known. */
  readonly ancestors?: readonly Text[];
}

/** ParentFacts is what is known of the process that made another one. */
export interface ParentFacts {
  readonly pid?: number;
  readonly uid?: number;
  readonly comm?: Text;
  readonly exe?: Text;
  readonly cmdline?: Text;
}

/** putFacts adds facts to a record of type KNOWN that has begun. */
export function putFacts(builder: RecordBuilder, facts: Facts): RecordBuilder {
  const { numbers, spans } = STATE;
  const number = (slot: number, value: number | bigint | undefined) => {
    if (value !== undefined) builder.number(slot, value);
  };
  const text = (span: number, value: Text | undefined) => {
    if (value !== undefined) builder.bytes(span, value);
  };
  number(numbers.age, facts.age);
  number(numbers.parentPid, facts.parent?.pid);
  number(numbers.parentUid, facts.parent?.uid);
  text(spans.exe, facts.exe);
  text(spans.container, facts.container);
  text(spans.cwd, facts.cwd);
  text(spans.parentComm, facts.parent?.comm);
  text(spans.parentExe, facts.parent?.exe);
  text(spans.ancestors, facts.ancestors === undefined ? undefined : listOf(facts.ancestors));
  // The longest come last: where a record is full, it is they that are cut.
  text(spans.cmdline, facts.cmdline);
  text(spans.parentCmdline, facts.parent?.cmdline);
  if (facts.cut === true) builder.cut(spans.cmdline);
  return builder;
}

function listOf(texts: readonly Text[]): Uint8Array {
  const list = new Uint8Array(texts.reduce((sum, { length }) => sum + length + 1, 0));
  let at = 0;
  for (const text of texts) {
    list.set(text, at);
    at += text.length + 1;
  }
  return list;
}
