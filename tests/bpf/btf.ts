/** A small reader of BTF: enough to ask an object for the layout of a struct. */

/** Member is one member of a struct: its offset and its size, in bytes. */
export interface Member {
  readonly offset: number;
  readonly size: number;
}

interface Type {
  readonly name: string;
  readonly kind: number;
  readonly size: number;
  readonly members: readonly {
    readonly name: string;
    readonly type: number;
    readonly at: number;
  }[];
  readonly elements: number;
}

/** KIND are the BTF kinds that are followed (include/uapi/linux/btf.h), with the bytes behind. */
const KIND = { int: 1, ptr: 2, array: 3, struct: 4, union: 5, enum: 6, float: 16 } as const;

/** Btf holds the types of one object. */
export class Btf {
  readonly #types: readonly (Type | null)[];

  constructor(elf: Uint8Array<ArrayBuffer>) {
    this.#types = parse(section(elf, ".BTF"));
  }

  /** struct returns the size of a struct and where its members lie. */
  struct(name: string): { readonly size: number; readonly members: Record<string, Member> } {
    const type = this.#named(name, KIND.struct);
    return {
      size: type.size,
      members: Object.fromEntries(
        type.members.map((one) => [one.name, { offset: one.at / 8, size: this.#size(one.type) }]),
      ),
    };
  }

  #named(name: string, kind: number): Type {
    const found = this.#types.find((type) => type?.name === name && type.kind === kind);
    if (!found) throw new Error(`Cannot find the type "${name}"`);
    return found;
  }

  #size(id: number): number {
    const type = this.#types[id];
    if (!type) throw new Error(`Cannot find type ${id}`);
    if (type.kind === KIND.ptr) return 8;
    if (type.kind === KIND.array) return type.elements * this.#size(type.size);
    const sized: readonly number[] = [KIND.int, KIND.struct, KIND.union, KIND.enum, KIND.float];
    // Typedefs and qualifiers: `size` holds the type that is meant.
    return sized.includes(type.kind) ? type.size : this.#size(type.size);
  }
}

/** EXTRA is how many bytes follow a type of a kind, for each of its `vlen` entries or once. */
const EXTRA: Readonly<Record<number, { readonly each: number; readonly once: number }>> = {
  [KIND.int]: { each: 0, once: 4 },
  [KIND.array]: { each: 0, once: 12 },
  [KIND.struct]: { each: 12, once: 0 },
  [KIND.union]: { each: 12, once: 0 },
  [KIND.enum]: { each: 8, once: 0 },
  13: { each: 8, once: 0 }, // function prototype
  14: { each: 0, once: 4 }, // variable
  15: { each: 12, once: 0 }, // data section
  17: { each: 0, once: 4 }, // declaration tag
  19: { each: 12, once: 0 }, // enum of 64 bits
};

function parse(bytes: Uint8Array<ArrayBuffer>): readonly (Type | null)[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number) => view.getUint32(at, true);
  const header = u32(4);
  const typesAt = header + u32(8), typesEnd = typesAt + u32(12), stringsAt = header + u32(16);
  const text = (offset: number) => {
    const from = stringsAt + offset;
    return new TextDecoder().decode(bytes.subarray(from, bytes.indexOf(0, from)));
  };
  const types: (Type | null)[] = [null];
  for (let at = typesAt; at < typesEnd;) {
    const info = u32(at + 4), vlen = info & 0xffff, kind = info >>> 24 & 0x1f;
    const { each, once } = EXTRA[kind] ?? { each: 0, once: 0 };
    const entries = at + 12;
    types.push({
      name: text(u32(at)),
      kind,
      size: kind === KIND.array ? u32(entries) : u32(at + 8),
      elements: kind === KIND.array ? u32(entries + 8) : 0,
      members: kind === KIND.struct
        ? Array.from({ length: vlen }, (_, index) => {
          const entry = entries + index * each;
          return {
            name: text(u32(entry)),
            type: u32(entry + 4),
            at: u32(entry + 8) & 0xffffff,
          };
        })
        : [],
    });
    at = entries + once + each * vlen;
  }
  return types;
}

/** section returns a section of a 64-bit little-endian ELF file. */
function section(elf: Uint8Array<ArrayBuffer>, name: string): Uint8Array<ArrayBuffer> {
  const view = new DataView(elf.buffer, elf.byteOffset, elf.byteLength);
  const table = Number(view.getBigUint64(40, true));
  const size = view.getUint16(58, true), count = view.getUint16(60, true);
  const at = (index: number) => table + index * size;
  const place = (header: number) => ({
    from: Number(view.getBigUint64(header + 24, true)),
    length: Number(view.getBigUint64(header + 32, true)),
  });
  const names = place(at(view.getUint16(62, true))).from;
  for (let index = 0; index < count; index++) {
    const from = names + view.getUint32(at(index), true);
    if (new TextDecoder().decode(elf.subarray(from, elf.indexOf(0, from))) !== name) continue;
    const { from: start, length } = place(at(index));
    return elf.slice(start, start + length);
  }
  throw new Error(`Cannot find the section "${name}"`);
}
