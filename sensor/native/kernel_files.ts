/**
 * Reading /proc and /sys. Deno gives these only to programs that may do everything (--allow-all),
 * whatever its read permission says; the C library, which the sensor calls anyway, gives them to
 * whom the kernel gives them. Nothing here follows names that a traced process has chosen.
 */
import { decodeText } from "../../engine/text.ts";
import { cString, libc } from "./libc.ts";

const O_CLOEXEC = 0o2000000;
const LINK_MAX = 4096;

/** NAME is where struct dirent of glibc has its d_name. */
const NAME = 19;

const chunk = new Uint8Array(4096);

/** kernelBytes reads the first `max` bytes of a file of the kernel, or returns null. */
export function kernelBytes(path: string, max = 1 << 20): Uint8Array<ArrayBuffer> | null {
  const fd = libc().open(cString(path), O_CLOEXEC);
  if (fd < 0) return null;
  let bytes = new Uint8Array(0);
  let length: number;
  do {
    length = Number(libc().read(fd, chunk, BigInt(chunk.length)));
    const longer = new Uint8Array(bytes.length + Math.max(0, length));
    longer.set(bytes);
    longer.set(chunk.subarray(0, Math.max(0, length)), bytes.length);
    bytes = longer;
  } while (length > 0 && bytes.length < max);
  libc().close(fd);
  return length < 0 ? null : bytes.subarray(0, max);
}

/** kernelText reads a file of the kernel as text that keeps every byte, or returns null. */
export function kernelText(path: string): string | null {
  const bytes = kernelBytes(path);
  return bytes === null ? null : decodeText(bytes);
}

/** kernelLink returns what a link of the kernel points to, or null. */
export function kernelLink(path: string): string | null {
  const target = kernelLinkBytes(path);
  return target === null ? null : decodeText(target);
}

/** kernelLinkBytes returns what a link of the kernel points to, as bytes, or null. */
export function kernelLinkBytes(path: string): Uint8Array<ArrayBuffer> | null {
  const target = new Uint8Array(LINK_MAX);
  const length = Number(libc().readlink(cString(path), target, BigInt(LINK_MAX)));
  return length < 0 ? null : target.slice(0, length);
}

/** kernelFolder lists the names in a folder of the kernel; none where it cannot be read. */
export function kernelFolder(path: string): readonly string[] {
  const folder = libc().opendir(cString(path));
  if (folder === null) return [];
  const names: string[] = [];
  for (let entry = libc().readdir(folder); entry !== null; entry = libc().readdir(folder)) {
    names.push(new Deno.UnsafePointerView(entry).getCString(NAME));
  }
  libc().closedir(folder);
  return names;
}
