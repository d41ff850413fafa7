/**
 * What a program takes that watches many processes: `memory.ts CALLS COUNT SECONDS POLICIES` samples
 * its own memory once a second and prints that. It is a program of its own, so that nothing else
 * that was measured before is in it.
 */
import { compile } from "../compiler/compile.ts";
import { openSession } from "../session/session.ts";

/** Sampled is what it prints. */
export interface Sampled {
  /** samples are bytes, one a second. */
  readonly samples: readonly number[];
  readonly events: number;
  readonly dropped: number;
}

/**
 * resident is the memory of this program, in bytes. The pages of the kernel's ring are mapped twice,
 * one after the other, and the kernel's own sum counts them twice: here they count once.
 */
function resident(): number {
  const mappings = Deno.readTextFileSync("/proc/self/smaps").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  return mappings.reduce((sum, mapping) => {
    const kilobytes = Number(/^Rss:\s+(\d+) kB$/m.exec(mapping)?.[1] ?? 0);
    const twice = mapping.includes("anon_inode:bpf");
    return sum + kilobytes * 1024 / (twice ? 2 : 1);
  }, 0);
}

async function main([calls = "", count = "", seconds = "", policies = ""]: readonly string[]) {
  const session = await openSession({ policies: compile(policies).machines });
  const child = await session.run([calls, "many", count, seconds], { stdout: "null" });
  let ended = false;
  child.status.then(() => ended = true);
  const samples: number[] = [];
  while (!ended) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    samples.push(resident());
  }
  await session.idle();
  const { events, dropped } = await session.close();
  console.log(JSON.stringify({ samples, events, dropped } satisfies Sampled));
}

if (import.meta.main) await main(Deno.args);
