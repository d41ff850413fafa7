/**
 * The settings of a prompt: a table with a row each, from which come `set`, its completion, its
 * did-you-mean, what `session save` writes, and the documentation.
 */
import { nearest } from "../compiler/suggest.ts";

/** Format is how results are written. */
export type Format = "text" | "ndjson";

/** Setting is one row. */
export interface Setting<T> {
  readonly initial: T;
  /** doc is one line for `set`, without a full stop. */
  readonly doc: string;
  /** values are what can be typed, where that is few; otherwise an example. */
  readonly values: readonly string[];
  /** parse reads a value; it throws an Error that says what it takes. */
  readonly parse: (word: string) => T;
  /** write is the value as it is typed. */
  write(value: T): string;
}

/** Times is how the time of an event is shown: the time of day, or since the session began. */
export type Times = "clock" | "relative";

/** SETTINGS is the table. */
export const SETTINGS = {
  format: choice<Format>("text", ["text", "ndjson"], "How commands write results"),
  time: choice<Times>(
    "clock",
    ["clock", "relative"],
    "Times of day, or since the first target",
  ),
  buffer: orOff(count(
    100_000,
    1_000_000,
    "Latest events kept, to try policies on",
  )),
  redact: toggle(false, "Mask what looks like keys, tokens and passwords"),
  matches: count(10_000, 1_000_000, "Latest matches kept, for matches and explain"),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

/** SettingName is the name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** Settings are the values of all settings. */
export type Settings = {
  readonly [K in SettingName]: (typeof SETTINGS)[K] extends Setting<infer T> ? T : never;
};

/** NAMES lists the settings in the order of the table. */
export const NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** INITIAL are the values that a prompt begins with. */
export const INITIAL: Settings = Object.fromEntries(
  NAMES.map((name) => [name, SETTINGS[name].initial]),
) as Settings;

/** isSetting tells whether there is a setting of this name. */
export function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** rowOf returns the row of a setting, its type forgotten. */
export function rowOf(name: SettingName): Setting<unknown> {
  return SETTINGS[name];
}

/** withSetting returns `settings` with one of them as it was typed. It throws what parse throws. */
export function withSetting(settings: Settings, name: SettingName, word: string): Settings {
  return { ...settings, [name]: rowOf(name).parse(word) };
}

/** written returns a setting's value as it is typed. */
export function written(settings: Settings, name: SettingName): string {
  return rowOf(name).write(settings[name]);
}

function choice<T extends string>(
  initial: T,
  values: readonly T[],
  doc: string,
): Setting<T> {
  return {
    initial,
    doc,
    values,
    parse(word) {
      const value = values.find((one) => one === word);
      if (value !== undefined) return value;
      const near = nearest(word, values);
      throw new Error(
        `it is one of ${values.join(", ")}${near === undefined ? "" : `; did you mean "${near}"?`}`,
      );
    },
    write: (value) => value,
  };
}

/** orOff also takes the word off, which stands for 0. */
function orOff(setting: Setting<number>): Setting<number> {
  return {
    ...setting,
    values: [...setting.values, "off"],
    parse(word) {
      if (word === "off" || word === "0") return 0;
      try {
        return setting.parse(word);
      } catch (error) {
        throw new Error(`${error instanceof Error ? error.message : error}, or off`);
      }
    },
    write: (value) => value === 0 ? "off" : setting.write(value),
  };
}

function toggle(initial: boolean, doc: string): Setting<boolean> {
  const { parse, ...row } = choice(initial ? "on" : "off", ["on", "off"], doc);
  return {
    ...row,
    initial,
    parse: (word) => parse(word) === "on",
    write: (value) => value ? "on" : "off",
  };
}

function count(initial: number, most: number, doc: string): Setting<number> {
  return {
    initial,
    doc,
    values: [String(initial)],
    parse(word) {
      const value = /^\d[\d_,]{0,12}$/.test(word) ? Number(word.replace(/[_,]/g, "")) : NaN;
      if (value >= 1 && value <= most) return value;
      throw new Error(`it is a number from 1 to ${most}`);
    },
    write: String,
  };
}
