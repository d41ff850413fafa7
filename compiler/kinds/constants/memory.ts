import type { Constant } from "./table.ts";

/** PROTECTION lists what pages may be used for. Source: asm-generic/mman-common.h. */
export const PROTECTION: readonly Constant[] = [
  ["PROT_NONE", 0x0],
  ["PROT_READ", 0x1],
  ["PROT_WRITE", 0x2],
  ["PROT_EXEC", 0x4],
  ["PROT_GROWSDOWN", 0x1000000],
  ["PROT_GROWSUP", 0x2000000],
];

/**
 * MAPPING lists the kinds (the low four bits) and flags of mappings. Source: asm-generic/mman-
 * common.h and mman.h, which x86-64 and arm64 share. MAP_32BIT is left out: only x86-64 has it.
 */
export const MAPPING: readonly Constant[] = [
  ["MAP_SHARED", 0x1],
  ["MAP_PRIVATE", 0x2],
  ["MAP_SHARED_VALIDATE", 0x3],
  ["MAP_FIXED", 0x10],
  ["MAP_ANONYMOUS", 0x20],
  ["MAP_GROWSDOWN", 0x100],
  ["MAP_DENYWRITE", 0x800],
  ["MAP_EXECUTABLE", 0x1000],
  ["MAP_LOCKED", 0x2000],
  ["MAP_NORESERVE", 0x4000],
  ["MAP_POPULATE", 0x8000],
  ["MAP_NONBLOCK", 0x10000],
  ["MAP_STACK", 0x20000],
  ["MAP_HUGETLB", 0x40000],
  ["MAP_SYNC", 0x80000],
  ["MAP_FIXED_NOREPLACE", 0x100000],
];

/** MEMFD lists the flags of memfd_create. Source: linux/memfd.h. */
export const MEMFD: readonly Constant[] = [
  ["MFD_CLOEXEC", 0x1],
  ["MFD_ALLOW_SEALING", 0x2],
  ["MFD_HUGETLB", 0x4],
];
