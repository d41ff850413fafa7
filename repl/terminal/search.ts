/** Ctrl-R: searching the history backwards while the text that is looked for is typed. */
import { visible } from "../views/escape.ts";
import type { Buffer } from "./buffer.ts";
import type { History } from "./history.ts";
import type { Key } from "./keys.ts";

/** Search is a search under way. */
export interface Search {
  readonly query: string;
  /** found is the index of the entry that is shown, or -1. */
  readonly found: number;
  /** shown is that entry with the cursor on what was looked for. */
  readonly shown: Buffer;
  /** origin is what was being typed before. */
  readonly origin: Buffer;
}

/** SearchStep is what a key made of a search. */
export interface SearchStep {
  /** search is null where it is over. */
  readonly search: Search | null;
  readonly buffer: Buffer;
  /** done: the key had no other meaning; otherwise it is to be taken as usual. */
  readonly done: boolean;
}

/** startSearch begins a search from what is being typed. */
export function startSearch(buffer: Buffer): Search {
  return { query: "", found: -1, shown: buffer, origin: buffer };
}

/** searchPrompt stands in place of the prompt during a search. */
export function searchPrompt({ query, found }: Search): string {
  const verdict = query !== "" && found < 0 ? "not found" : "search";
  return `${verdict} "${visible(query, { max: 24 })}": `;
}

/**
 * stepSearch takes a key: text makes the query longer, Backspace shorter, Ctrl-R goes to the next
 * older entry and Ctrl-S back to the next newer one, Escape and Ctrl-G give up. Any other key ends the search with what was found and
 * then does what it always does; so Enter carries the found entry out.
 */
export function stepSearch(search: Search, key: Key, history: History): SearchStep {
  switch (key.name) {
    case "text":
      return look(search, search.query + key.text, history, latest(search, history));
    case "backspace":
      return look(
        search,
        Array.from(search.query).slice(0, -1).join(""),
        history,
        history.entries.length,
      );
    case "C-r":
      return look(search, search.query, history, search.found < 0 ? undefined : search.found);
    case "C-s":
      return newer(search, history);
    case "escape":
    case "C-g":
      return { search: null, buffer: search.origin, done: true };
    default:
      return { search: null, buffer: search.shown, done: false };
  }
}

/** newer goes to the next newer entry that has the query; where there is none, the search stays. */
function newer(search: Search, history: History): SearchStep {
  const { query, found } = search;
  const index = query === "" || found < 0
    ? -1
    : history.entries.findIndex((entry, at) => at > found && entry.includes(query));
  return look(search, query, history, index < 0 ? search.found + 1 : index + 1);
}

/** latest: a longer query may still be found in the entry that is shown. */
function latest(search: Search, history: History): number {
  return search.found < 0 ? history.entries.length : search.found + 1;
}

function look(search: Search, query: string, history: History, before?: number): SearchStep {
  const index = query === "" ? -1 : history.search(query, before);
  const entry = history.entries[index];
  // Where there is nothing older, what was found before stays on the screen.
  const shown = entry === undefined
    ? query === "" ? search.origin : search.shown
    : { text: entry, cursor: entry.indexOf(query) + query.length };
  const same = entry === undefined && query === search.query;
  const next = { ...search, query, found: same ? search.found : index, shown };
  return { search: next, buffer: shown, done: true };
}
