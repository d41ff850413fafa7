/** What each key does to the view. */
import type { Key } from "../terminal/keys.ts";
import { type Item, itemsOf, selectedAt } from "./items.ts";
import { type Model, type Page, page } from "./model.ts";

/** LONGEST_FILTER is how many characters a filter may have. */
const LONGEST_FILTER = 60;

/** press takes a key at `now`; `height` is how many rows of a list or a text are seen. */
export function press(model: Model, key: Key, now: number, height: number): Model {
  if (key.name === "C-c") return { ...model, left: true };
  // Escape and a key right behind it come as one.
  if (key.name.startsWith("M-")) {
    const second = {
      name: key.text.length === 2 ? "text" : key.name.slice(2),
      text: key.text.slice(1),
    };
    return press(press(model, { name: "escape", text: "" }, now, height), second, now, height);
  }
  if (model.typing) return typed(model, key);
  if (key.name === "text") {
    return [...key.text].reduce((next, one) => pressOne(next, one, now, height), model);
  }
  return pressOne(model, key.name, now, height);
}

function pressOne(model: Model, name: string, now: number, height: number): Model {
  if (model.left) return model;
  if (model.typing) return typed(model, { name: "text", text: name });
  switch (name) {
    case "q":
    case "C-d":
      return { ...model, left: true };
    case "p":
    case " ":
      return { ...model, paused: model.paused === null ? now : null };
    case "/":
      return { ...model, typing: true, pages: lists(model) };
    case "?":
    case "h":
      return page(model).is === "help" ? back(model) : open(model, { is: "help", top: 0 });
    case "m":
      return page(model).is === "matches" ? back(model) : open(model, { is: "matches" });
    case "j":
    case "down":
      return step(model, 1);
    case "k":
    case "up":
      return step(model, -1);
    case "pagedown":
      return step(model, height);
    case "pageup":
      return step(model, -height);
    case "g":
    case "home":
      return step(model, -Infinity);
    case "G":
    case "end":
      return step(model, Infinity);
    case "enter":
    case "l":
    case "right":
      return enter(model);
    case "escape":
      return model.pages.length === 1 && model.filter !== ""
        ? { ...model, filter: "" }
        : back(model);
    case "left":
    case "backspace":
      return back(model);
    default:
      return model;
  }
}

/** lists are the pages up to the last one that can be filtered. */
function lists({ pages }: Model): readonly Page[] {
  const last = pages.findLastIndex(({ is }) => is !== "run" && is !== "match" && is !== "help");
  return pages.slice(0, last + 1);
}

function typed(model: Model, { name, text }: Key): Model {
  switch (name) {
    case "enter":
      return { ...model, typing: false };
    case "escape":
      return { ...model, typing: false, filter: "" };
    case "backspace":
      return { ...model, filter: [...model.filter].slice(0, -1).join("") };
    case "C-u":
      return { ...model, filter: "" };
    case "text":
    case "paste":
      return { ...model, filter: (model.filter + text).slice(0, LONGEST_FILTER) };
    default:
      return model;
  }
}

/** step selects another item, or moves a text. */
function step(model: Model, by: number): Model {
  const looked = page(model);
  if ("top" in looked) {
    // The drawing knows how long the text is, and brings this into bounds.
    const top = Math.max(0, Math.min(looked.top + by, Number.MAX_SAFE_INTEGER));
    return { ...model, pages: [...model.pages.slice(0, -1), { ...looked, top }] };
  }
  const items = itemsOf(model);
  const place = Math.max(0, Math.min(selectedAt(model, items) + by, items.length - 1));
  return { ...model, place, selected: items[place]?.key ?? "" };
}

function enter(model: Model): Model {
  const items = itemsOf(model);
  const selected = items[selectedAt(model, items)];
  // A policy that is open already leads to its first run.
  const item = selected?.is === "policy" && page(model).is === "policy" ? items[1] : selected;
  const next = item === undefined ? null : pageOf(item);
  if (next === null) return model;
  return open({ ...model, selected: item?.key ?? "" }, next);
}

function pageOf(item: Item): Page {
  switch (item.is) {
    case "policy":
      return { is: "policy", policy: item.status.policy };
    case "run":
      return { is: "run", run: item.run, top: 0 };
    case "match":
      return { is: "match", seen: item.seen, top: 0 };
  }
}

function open(model: Model, next: Page): Model {
  // What was selected before is so again behind it, unless something else has been meanwhile.
  return { ...model, pages: [...model.pages, next], place: 0 };
}

function back(model: Model): Model {
  return model.pages.length === 1 ? model : { ...model, pages: model.pages.slice(0, -1) };
}
