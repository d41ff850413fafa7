import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import type { LiveSession } from "../../session/types.ts";
import { live, temporary } from "./harness.ts";

/** An outer shell that only waits, and an inner one that starts a program for each step. */
live(
  "openSession keeps the sequence of a tree whose root does nothing while children come and go",
  async () => {
    await inSteps((session, pid) => session.attach(pid));
  },
);

live("openSession keeps such a sequence when every process is watched", async () => {
  await inSteps((session) => session.attachAll());
});

/** inSteps starts a service, watches it, and lets two programs of it, one after the other, act. */
async function inSteps(watch: (session: LiveSession, pid: number) => Promise<unknown>) {
  const folder = temporary();
  // The shell sleeps in read, a builtin, and makes no call of its own that the policy waits for.
  const service = new Deno.Command("sh", {
    args: ["-c", "while read step; do head -c 0 $step; done"],
    stdin: "piped",
    stdout: "null",
  }).spawn();
  const input = service.stdin.getWriter();
  const step = async (name: string) => {
    await Deno.writeTextFile(`${folder}/${name}`, "");
    await input.write(new TextEncoder().encode(`${folder}/${name}\n`));
  };
  try {
    const policy = `path "steps" by tree {
      openat { pathname = "${folder}/one" }
      openat { pathname = "${folder}/two" }
    }`;
    await using session = await openSession({ policies: compile(policy).machines });
    const matches = session.matches();
    const moves = session.transitions();
    await watch(session, service.pid);
    await step("one");
    assert.equal((await moves.next()).value?.cause, "begin");
    await step("two");
    const next = await moves.next();
    assert.equal(next.value?.cause, "match");
    const { value } = await matches.next() as { value: Match };
    assert.deepEqual(value.subject, { by: "tree", id: service.pid });
  } finally {
    await input.close();
    await service.status;
  }
}
