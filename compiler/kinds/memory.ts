import { fd, flags, i32, number, opened, openPath, string, text, u32, u64 } from "./fields.ts";
import type { Field, Kind } from "./kind.ts";

const ADDRESS: Field = number("addr", 0, "address that is asked for; 0 leaves it to the kernel");
const LENGTH: Field = number("len", 1, "length in bytes", { aliases: ["length"] });
const PROTECTION: Field = flags("prot", 2, "what the pages may be used for", {
  symbols: "protection",
});

/** MEMORY lists the kinds that map memory and change what it may be used for. */
export const MEMORY: readonly Kind[] = [
  {
    name: "mmap",
    doc: "maps a file or fresh memory",
    example: `mmap { prot has PROT_WRITE|PROT_EXEC }`,
    fields: [
      ADDRESS,
      LENGTH,
      PROTECTION,
      flags("flags", 3, "MAP_ flags", { symbols: "mapping" }),
      fd(4, "descriptor of the file; it means nothing with MAP_ANONYMOUS"),
      openPath(0),
    ],
    calls: [
      {
        name: "mmap",
        captures: {
          addr: u64(0),
          len: u64(1),
          prot: u32(2),
          flags: u32(3),
          fd: i32(4),
          path: opened(4),
        },
      },
    ],
  },
  {
    name: "mprotect",
    doc: "changes what memory may be used for",
    example: `mprotect { prot has PROT_EXEC }`,
    fields: [{ ...ADDRESS, doc: "address of the first page" }, LENGTH, PROTECTION],
    calls: ["mprotect", "pkey_mprotect"].map((name) => ({
      name,
      captures: { addr: u64(0), len: u64(1), prot: u32(2) },
    })),
  },
  {
    name: "memfd_create",
    doc: "makes a file that exists in memory only",
    example: `memfd_create { name != "" }`,
    fields: [
      text("name", 0, "name of the file, which only /proc shows"),
      flags("flags", 0, "MFD_ flags", { symbols: "memfd" }),
      number("fd", 1, "descriptor that was made", { phase: "exit" }),
    ],
    calls: [
      {
        name: "memfd_create",
        captures: { name: string(0), flags: u32(1), fd: { as: "result" } },
      },
    ],
  },
];
