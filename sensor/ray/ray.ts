/**
 * The `.ray` format: the sensor's own records. Eight bytes of magic, the length of the header (u32,
 * little-endian), the header as JSON, then zstd frames. The content of each frame is whole records
 * (engine/layout.ts) and marks (records/marks.ts), so a file that is cut off is good up to its last whole
 * frame.
 */
import { createHash } from "node:crypto";
import { KINDS } from "../../compiler/kinds/kinds.ts";
import { SYSCALLS } from "../../compiler/kinds/syscalls.ts";
import * as layout from "../../engine/layout.ts";
import { decodeText, encodeText } from "../../engine/text.ts";

/** RAY_MAGIC begins a file; its line ends show where a transfer has treated it as text. */
export const RAY_MAGIC = Uint8Array.of(0x89, 0x52, 0x41, 0x59, 0x0d, 0x0a, 0x1a, 0x0a);

/** RAY_VERSION is the version of the format. */
export const RAY_VERSION = 1;

/** HEADER_MAX is the longest header that is read, in bytes. */
export const HEADER_MAX = 64 * 1024;

/** FRAME_MAX is how much a frame may hold, compressed or not: a reader's memory is bounded by it. */
export const FRAME_MAX = 1024 * 1024;

const PREFIX = RAY_MAGIC.length + 4;

/** Table tells a list that only grows: how long it was, and what was in it then. */
export type Table = readonly [length: number, fingerprint: string];

/** RayHeader is what a file says of itself. */
export interface RayHeader {
  readonly version: number;
  readonly architecture: string;
  /** start is the wall time of `ts` 0, in RFC 3339 with nanoseconds. */
  readonly start: string | null;
  readonly host: string | null;
  /** part is the file's place among those of a recording that was cut by size, from 1 on. */
  readonly part?: number;
  /** record tells the layout of records, kinds and calls what the numbers in them stand for. */
  readonly record: string;
  readonly kinds: Table;
  readonly calls: Table;
}

/** ownHeader is the header of what this program records. */
export function ownHeader(
  { start, host, part }: Pick<RayHeader, "start" | "host" | "part">,
): RayHeader {
  return {
    version: RAY_VERSION,
    architecture: Deno.build.arch,
    start,
    host,
    ...(part === undefined ? {} : { part }),
    record: recordFingerprint(),
    kinds: [KINDS.length, kindsFingerprint(KINDS.length)],
    calls: [SYSCALLS.length, callsFingerprint(SYSCALLS.length)],
  };
}

/** writeRayHeader returns the bytes in front of the first frame. */
export function writeRayHeader(header: RayHeader): Uint8Array<ArrayBuffer> {
  const text = encodeText(JSON.stringify(header));
  const bytes = new Uint8Array(PREFIX + text.length);
  bytes.set(RAY_MAGIC);
  new DataView(bytes.buffer).setUint32(RAY_MAGIC.length, text.length, true);
  bytes.set(text, PREFIX);
  return bytes;
}

/** isRay tells whether these are the first bytes of a `.ray` file. */
export function isRay(bytes: Uint8Array): boolean {
  return RAY_MAGIC.every((byte, index) => bytes[index] === byte);
}

/** ReadHeader is a header with its length in bytes, what is wrong with it, or that more is needed. */
export type ReadHeader =
  | { readonly header: RayHeader; readonly length: number }
  | { readonly problem: string }
  | null;

/** readRayHeader reads the header from the first bytes of a file; null: it is longer than these. */
export function readRayHeader(bytes: Uint8Array): ReadHeader {
  if (bytes.length < PREFIX) return null;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(RAY_MAGIC.length, true);
  if (size > HEADER_MAX) return { problem: "its header is damaged" };
  if (bytes.length < PREFIX + size) return null;
  const header = headerOf(decodeText(bytes, PREFIX, PREFIX + size));
  if (header === null) return { problem: "its header is damaged" };
  const problem = strange(header);
  return problem === null ? { header, length: PREFIX + size } : { problem };
}

/** strange says why records under this header would be misread here, or null. */
function strange({ version, record, kinds, calls }: RayHeader): string | null {
  if (version !== RAY_VERSION) return `it is of version ${version} of the format, not 1`;
  const known = record === recordFingerprint() &&
    kinds[0] <= KINDS.length && kinds[1] === kindsFingerprint(kinds[0]) &&
    calls[0] <= SYSCALLS.length && calls[1] === callsFingerprint(calls[0]);
  return known ? null : "its records are of another version of ExeRay, which can replay it";
}

function headerOf(text: string): RayHeader | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { version, architecture, start, host, part, record, kinds, calls } = value as Record<
    string,
    unknown
  >;
  if (typeof version !== "number" || typeof architecture !== "string") return null;
  // Of another version the rest may be other too; the version is what is told then.
  return {
    version,
    architecture,
    start: typeof start === "string" ? start : null,
    host: typeof host === "string" ? host : null,
    ...(typeof part === "number" && Number.isSafeInteger(part) ? { part } : {}),
    record: String(record),
    kinds: tableOf(kinds),
    calls: tableOf(calls),
  };
}

function tableOf(value: unknown): Table {
  if (!Array.isArray(value)) return [0, ""];
  const [length, fingerprint] = value;
  return [Number.isSafeInteger(length) && length >= 0 ? length : 0, String(fingerprint)];
}

function recordFingerprint(): string {
  const { OFFSET, TYPE, PHASE, SPAN, CARRIED, KNOWN, STATE } = layout;
  return fingerprint([OFFSET, TYPE, PHASE, SPAN, CARRIED, KNOWN, STATE]);
}

function kindsFingerprint(length: number): string {
  return fingerprint(
    KINDS.slice(0, length).map(({ name, fields }) => [
      name,
      fields.map(({ name, type, at }) => [name, type, at]),
    ]),
  );
}

function callsFingerprint(length: number): string {
  return fingerprint(SYSCALLS.slice(0, length).map(([name]) => name));
}

function fingerprint(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
