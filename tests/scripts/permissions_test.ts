/** What a script may do without each permission, and what it is told where it may not. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { live } from "../live/harness.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** TRY does one thing with a session, in a process that has only some permissions. */
const TRY = `
  import { openSession, SensorError } from ${JSON.stringify(`${ROOT}/mod.ts`)};
  try {
    await using session = await openSession();
    const child = await session.run(["true"]);
    console.log((await child.status).code, session.clock.host === Deno.args[0]);
  } catch (error) {
    if (!(error instanceof SensorError)) throw error;
    console.log(error.code, "|", error.message, "|", error.remedy);
  }
`;

async function tried(flags: readonly string[]): Promise<readonly [out: string, err: string]> {
  const script = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(script, TRY);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--no-prompt", ...flags, script, Deno.hostname()],
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return [decoder.decode(stdout), decoder.decode(stderr)];
  } finally {
    await Deno.remove(script);
  }
}

const READ = `--allow-read=${ROOT}`;
const REFUSALS: readonly (readonly [flags: readonly string[], told: string])[] = [
  [
    [],
    `Cannot start a session: Deno may not read its files | Give Deno --allow-read=${ROOT}`,
  ],
  [[READ], "Cannot open the C library: Deno may not call it | "],
  [
    [READ, "--allow-ffi"],
    'Cannot start "true": Deno may not read PATH, where it would be looked for | ' +
    "Give Deno --allow-env=PATH, or the whole path of the program",
  ],
  [
    [READ, "--allow-ffi", "--allow-env=PATH"],
    'Cannot start "true": Deno may not start /bin/sh | Give Deno --allow-run=/bin/sh',
  ],
];

for (const [flags, told] of REFUSALS) {
  live(
    `a script with ${flags.length} permissions is told in one line which one it lacks`,
    async () => {
      const [said, errors] = await tried(flags);
      assert.ok(said.startsWith(`privilege | ${told}`), said);
      assert.equal(errors, "");
    },
  );
}

live("a script runs a command with the set hunt of deno.json, wherever it lies", async () => {
  const [said, errors] = await tried([`--config=${ROOT}/deno.json`, "-P=hunt"]);
  assert.equal(said, "0 true\n", errors);
});
