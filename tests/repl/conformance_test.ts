/** The language's conformance cases through the command line: replay, its files and its NDJSON. */
import assert from "node:assert/strict";
import { commandLine } from "./fixture.ts";

interface Case {
  readonly name: string;
  readonly policy: string;
  readonly events: readonly unknown[];
  readonly expect: readonly unknown[];
}

interface Reported {
  readonly type: string;
  readonly policy: string;
  readonly subject: { readonly id: number };
  readonly start: number;
  readonly end: number;
  readonly blocks?: readonly string[];
  readonly steps?: readonly Step[];
}

interface Step {
  readonly line: number;
  readonly count: number;
  readonly first: { readonly ts: number };
  readonly last?: { readonly ts: number };
}

const cases = new URL("../conformance/", import.meta.url);

Deno.test("replay reports for every conformance case what it says", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const { name } of Deno.readDirSync(cases)) {
      if (!name.endsWith(".json")) continue;
      const each = JSON.parse(await Deno.readTextFile(new URL(name, cases))) as Case;
      assert.deepEqual(await replayed(each, folder), each.expect, each.name);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

async function replayed({ policy, events }: Case, folder: string): Promise<readonly unknown[]> {
  const trace = `${folder}/trace.ndjson`;
  await Deno.writeTextFile(trace, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  await Deno.writeTextFile(`${folder}/case.policy`, policy);
  const words = ["replay", trace, "--policy", `${folder}/case.policy`, "--format", "ndjson"];
  const { status, out } = await commandLine([...words, "--strict"]);
  assert.equal(status, 0);
  const lines = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.pop().type, "summary");
  return lines.map(plain);
}

/** plain is a report in the form of the cases, where events are times. */
function plain({ type, policy, subject, start, end, blocks, steps }: Reported): unknown {
  const common = { type, policy, subject: subject.id, start, end };
  if (steps === undefined) return common;
  const times = steps.map(({ line, count, first, last = first }) => ({
    line,
    count,
    first: first.ts,
    last: last.ts,
  }));
  return { ...common, blocks, steps: times };
}
