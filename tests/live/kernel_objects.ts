/** What processes hold in the kernel, told by the kernel itself and by bpftool. */

/** HOLDINGS are what bpftool lists, by the words it has for them. */
const HOLDINGS = ["prog", "map", "link"] as const;

/** Holding is one program, map or link in the kernel. */
export interface Holding {
  readonly what: typeof HOLDINGS[number];
  readonly id: number;
}

/** holdings lists the programs, maps and links that a process has descriptors of. */
export function holdings(pid: number): readonly Holding[] {
  const folder = `/proc/${pid}/fdinfo`;
  return [...Deno.readDirSync(folder)].flatMap(({ name }): Holding[] => {
    const text = readIfThere(`${folder}/${name}`);
    // A link tells of its program too.
    const [, what, id] = /^(link)_id:\s*(\d+)$/m.exec(text) ??
      /^(prog|map)_id:\s*(\d+)$/m.exec(text) ?? [];
    const known = HOLDINGS.find((one) => one === what);
    return known === undefined ? [] : [{ what: known, id: Number(id) }];
  });
}

/** inKernel lists every program, map and link of the machine as "WHAT ID". */
export function inKernel(): ReadonlySet<string> {
  return new Set(HOLDINGS.flatMap((what) => {
    const all = bpftool<readonly { readonly id: number }[]>(what, "show");
    return all.map(({ id }) => keyOf({ what, id }));
  }));
}

/** keyOf writes a holding as `inKernel` lists it. */
export function keyOf({ what, id }: Holding): string {
  return `${what} ${id}`;
}

/** targetsOf lists the processes in the target maps that a process has descriptors of. */
export function targetsOf(pid: number): readonly number[] {
  const maps = holdings(pid).filter(({ what }) => what === "map").filter(({ id }) =>
    bpftool<{ readonly name: string }>("map", "show", "id", `${id}`).name === "exeray_targets"
  );
  return maps.flatMap(({ id }) =>
    bpftool<readonly { readonly key: readonly string[] }[]>("map", "dump", "id", `${id}`)
      .map(({ key }) => new DataView(Uint8Array.from(key, Number).buffer).getUint32(0, true))
  );
}

function bpftool<Shown>(...args: readonly string[]): Shown {
  const { stdout } = new Deno.Command("bpftool", { args: ["-j", ...args] }).outputSync();
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** A descriptor may be closed between its listing and its reading. */
function readIfThere(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
