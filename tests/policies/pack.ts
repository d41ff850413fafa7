/** The pack of policies, all loaded, for tests on a real kernel. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { openSession } from "../../session/session.ts";
import { ROOT } from "../repl/process.ts";

/** PACK is the folder of the policies. */
export const PACK = `${ROOT}policies`;

/** NAMES are those of the policies, in order. */
export const NAMES = [...Deno.readDirSync(PACK)].map(({ name }) => name).sort();

/** QUIET keeps what the scripts print out of the tests' output. */
const QUIET = { stdout: "null", stderr: "null" } as const;

const machines = NAMES.flatMap((name) =>
  compile(Deno.readTextFileSync(`${PACK}/${name}/${name}.policy`)).machines
);

/** matched runs a command to its end, and tells in order which policies matched. */
export async function matched(command: readonly string[]): Promise<string[]> {
  await using session = await openSession({ policies: machines });
  const found = new Set<string>();
  const collecting = (async () => {
    for await (const { policy } of session.matches()) found.add(policy);
  })();
  const child = await session.run(command, QUIET);
  assert.equal((await child.status).code, 0, `${command.join(" ")} ran to its end`);
  await session.idle();
  const { dropped } = await session.close();
  assert.equal(dropped, 0);
  await collecting;
  return [...found].sort();
}
