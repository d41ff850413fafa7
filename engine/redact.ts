/**
 * Secrets, masked before anybody sees or keeps them: what looks like a key, a token or a password
 * in what processes have read, written, were started with or run in. The texts are hostile, so
 * every pattern takes time linear in the text: what may repeat is bounded, or begins only where no
 * longer run of the same characters has begun before. A mask says what was there, has no spaces,
 * and is left alone when it is met again.
 */
import type { EventData, EventValue, ProcessData } from "./report.ts";

/** Secret is one row: how it is found, what stands before it and stays, and what it is called. */
interface Secret {
  readonly name: string;
  /** find matches the secret; a first group is left as it is. */
  readonly find: RegExp;
}

/** WORDS are in the names of values that are secrets. */
const WORDS = "passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|" +
  "encryption[_-]?key|signing[_-]?key|credentials?";

/** VALUE is a value behind such a name: in quotes, or up to where a word ends. */
const VALUE = "(?:\"[^\"]+\"?|'[^']+'?|[^\\s\"',;&}\\])]+)";

/** SECRETS is the table, the longest things first. */
export const SECRETS: readonly Secret[] = [
  {
    name: "private-key",
    find:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    // The rest of one whose beginning was in an earlier read or write.
    name: "private-key",
    find: /^[A-Za-z0-9+/=\s]{16,}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  { name: "jwt", find: /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g },
  {
    name: "aws-key",
    find: /(?<![A-Z0-9])(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Z0-9])/g,
  },
  {
    name: "token",
    find:
      /(?<![\w-])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[a-z]-[\w-]{10,}|sk-[\w-]{20,}|[rsp]k_(?:live|test)_\w{16,}|AIza[\w-]{30,}|npm_[A-Za-z0-9]{30,}|dckr_pat_[\w-]{20,}|dop_v1_[a-f0-9]{32,}|hf_[A-Za-z0-9]{20,})/g,
  },
  { name: "token", find: /(?<![\w.-])(?:ya29|hv[sbr]|SG)\.[\w-]{16,}(?:\.[\w-]{1,})?/g },
  {
    name: "password-hash",
    find: /\$(?:1|2[abxy]|5|6|7|y|gy|argon2(?:i|d|id)|scrypt)\$[\w./$=,+-]{8,}/g,
  },
  {
    name: "authorization",
    find:
      /((?<![\w-])(?:proxy-)?authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:(?:bearer|basic|token|digest|negotiate|aws4-hmac-sha256)\s{1,8})?)[^\s"',;]{3,}/gi,
  },
  { name: "bearer", find: /((?<!\w)bearer\s{1,8})[\w.~+/=-]{8,}/gi },
  {
    name: "cookie",
    find: /((?<![\w])(?:set-)?cookie["']?\s{0,4}:\s{0,4}["']?)[^\r\n"']{3,}/gi,
  },
  { name: "password", find: /(:\/\/[^\s:@/]{0,256}:)[^\s@/]{1,256}(?=@)/g },
  {
    name: "value",
    find: new RegExp(
      `((?:${WORDS})[\\w.-]{0,32}["']?\\s{0,8}(?:[=:]|=>)\\s{0,8})${VALUE}`,
      "gi",
    ),
  },
  {
    name: "value",
    find: new RegExp(`(_(?:pass|pwd|pw|auth|key)["']?\\s{0,8}[=:]\\s{0,8})${VALUE}`, "gi"),
  },
  {
    // A flag of a command line, its value in the next word.
    name: "value",
    find: new RegExp(
      `((?<!\\S)--?[\\w-]{0,32}?(?:${WORDS})[\\w-]{0,16}\\s{1,4})(?!-)${VALUE}`,
      "gi",
    ),
  },
];

/** MASKED is a mask; a pattern may stop before its last bracket. */
const MASKED = /^["']?\[redacted:[\w-]+\]?["']?$/;

/** FLAG is a word of a command whose next word is a secret, or for USER holds one. */
const FLAG = new RegExp(`^--?[\\w-]{0,32}?(?:${WORDS})[\\w-]{0,16}$`, "i");
const USER = new Set(["-u", "--user", "--proxy-user", "-U"]);

/** LONGEST_FLAG: a longer word is no flag. */
const LONGEST_FLAG = 80;

/** redactText returns a text with its secrets masked. */
export function redactText(text: string): string {
  // The shortest secret that is found has more than this.
  if (text.length < 6) return text;
  let masked = text;
  for (const { name, find } of SECRETS) {
    masked = masked.replace(find, (whole: string, kept: unknown) => {
      const before = typeof kept === "string" ? kept : "";
      // What an earlier row has masked, or an earlier pass, keeps its name.
      return MASKED.test(whole.slice(before.length)) ? whole : before + mask(name);
    });
  }
  return masked;
}

/** redactList masks the words of a command: a flag's value may be the word behind it. */
export function redactList(words: readonly string[]): readonly string[] {
  return unlessSame(words, (word, index) => {
    const flag = index === 0 ? "" : words[index - 1] ?? "";
    if (flag.length <= LONGEST_FLAG && !word.startsWith("-") && word !== "") {
      if (FLAG.test(flag)) return isMask(word) ? word : mask("value");
      const colon = USER.has(flag) ? word.indexOf(":") : -1;
      if (colon >= 0 && !isMask(word.slice(colon + 1))) {
        return word.slice(0, colon + 1) + mask("password");
      }
    }
    return redactText(word);
  });
}

/** redactEnvironment masks `NAME=value` entries, also values that only look random. */
export function redactEnvironment(entries: readonly string[]): readonly string[] {
  return unlessSame(entries, (entry) => {
    const masked = redactText(entry);
    const at = masked.indexOf("=") + 1;
    return at > 0 && looksRandom(masked.slice(at)) ? masked.slice(0, at) + mask("value") : masked;
  });
}

/** redactEvent masks the texts of an event that may hold secrets. It is itself where none does. */
export function redactEvent(event: EventData): EventData {
  let args: Record<string, EventValue> | null = null;
  for (const [key, value] of Object.entries(event.args)) {
    const masked = redactArgument(key, value);
    if (masked === value) continue;
    args ??= { ...event.args };
    args[key] = masked;
  }
  const process = redactProcess(event);
  if (args === null && process === null) return event;
  return { ...event, ...process, ...(args === null ? {} : { args }) };
}

/** redactProcess masks what a process was started with; null where nothing of it changes. */
function redactProcess(
  { cmdline, parent }: ProcessData,
): Pick<ProcessData, "cmdline" | "parent"> | null {
  const own = cmdline === undefined ? cmdline : redactText(cmdline);
  const its = parent?.cmdline === undefined ? undefined : redactText(parent.cmdline);
  if (own === cmdline && its === parent?.cmdline) return null;
  return {
    ...(own === undefined ? {} : { cmdline: own }),
    ...(parent === undefined || its === undefined ? {} : { parent: { ...parent, cmdline: its } }),
  };
}

function redactArgument(key: string, value: EventValue): EventValue {
  if (typeof value === "string") return redactText(value);
  if (typeof value !== "object") return value;
  return key === "env" ? redactEnvironment(value) : redactList(value);
}

/**
 * redact returns a value in which every event is masked, however deep: a match, a run, a list of
 * them. What holds no secret is the same object as before.
 */
export function redact<T>(value: T): T {
  return redactDeep(value) as T;
}

function redactDeep(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return unlessSame(value, redactDeep);
  if (isEvent(value)) return redactEvent(value);
  if (isProcess(value)) {
    const name = redactText(value.name);
    return name === value.name ? value : { ...value, name };
  }
  if (value instanceof Map) {
    const entries = [...value];
    const masked = unlessSame(entries, redactDeep);
    return masked === entries ? value : new Map(masked as readonly [unknown, unknown][]);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  const entries = Object.entries(value);
  const values = entries.map(([, each]) => each as unknown);
  const masked = unlessSame(values, redactDeep);
  if (masked === values) return value;
  return Object.fromEntries(entries.map(([key], index) => [key, masked[index]]));
}

function isEvent(value: object): value is EventData {
  return "kind" in value && typeof value.kind === "string" && "args" in value &&
    typeof value.args === "object" && value.args !== null;
}

/** isProcess: a target, or any process of a list, is named by its command line. */
function isProcess(value: object): value is { readonly name: string } {
  return "name" in value && typeof value.name === "string" && "pid" in value;
}

/** unlessSame maps a list, and returns it itself where nothing of it changes. */
function unlessSame<T>(
  list: readonly T[],
  map: (item: T, index: number) => T,
): readonly T[] {
  const mapped = list.map(map);
  return mapped.every((item, index) => item === list[index]) ? list : mapped;
}

function mask(name: string): string {
  return `[redacted:${name}]`;
}

function isMask(text: string): boolean {
  return text.startsWith("[redacted:");
}

const RANDOM_MIN = 24;
const RANDOM_MAX = 512;

/** HEX_BITS and TEXT_BITS are how many bits a character of something random has at least. */
const HEX_BITS = 3, TEXT_BITS = 3.8;

/**
 * looksRandom tells whether a value can hardly be anything but a key: 32 or more hexadecimal digits,
 * or 24 or more letters, capitals and digits as base64 mixes them.
 */
function looksRandom(value: string): boolean {
  if (value.length < RANDOM_MIN || value.length > RANDOM_MAX) return false;
  if (/^[0-9a-f]+$/i.test(value)) return value.length >= 32 && bits(value) >= HEX_BITS;
  return /^[\w+/-]+={0,2}$/.test(value) && !value.startsWith("/") && /\d/.test(value) &&
    /[a-z]/.test(value) && /[A-Z]/.test(value) && bits(value) >= TEXT_BITS;
}

/** bits is the entropy of a text's characters, in bits each. */
function bits(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= count / text.length * Math.log2(count / text.length);
  return sum;
}
