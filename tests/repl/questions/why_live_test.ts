/** Why a policy does not match, asked of a process that lives. */
import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { subjectOf } from "../../../repl/questions/subject_of.ts";
import { whyNot } from "../../../repl/questions/why.ts";
import { children, commandLine } from "../../../sensor/processes/processes.ts";
import { openSession } from "../../../session/session.ts";
import { live } from "../../live/harness.ts";

const SCRIPT = "head -c 0 /etc/shadow; head -c 0 /etc/hostname; sleep 1000; :";

live("whyNot finds what came near to the step that a live run waits for", async () => {
  const { machines } = compile(`path "p" by tree {
    openat { pathname = "/etc/shadow", ret >= 0 }
    openat { pathname = "/etc/hostname", comm = "head", flags has O_DIRECTORY }
  }`);
  const [machine] = machines;
  assert.ok(machine !== undefined);
  await using session = await openSession({ policies: machines, buffer: 10_000 });
  const child = await session.run(["sh", "-c", SCRIPT], { stdout: "null", stderr: "null" });
  try {
    // The last program of the script runs: all before it has been done, and soon judged.
    let sleep = 0;
    while (sleep === 0 || (await nearest()).count === 0) {
      await soon();
      sleep = children(child.pid).find((pid) => commandLine(pid)[0] === "sleep") ?? 0;
    }
    const { run, awaited } = await asked();
    assert.equal(run?.state, 1);
    assert.deepEqual(awaited.map(({ step, fulfilled }) => [step, fulfilled.count]), [[1, 0]]);
    const { misses: [path, comm, flags] = [] } = awaited[0] ?? {};
    assert.deepEqual([path?.count, comm?.count], [0, 0]);
    assert.deepEqual([flags?.text, flags?.count], ["flags has O_DIRECTORY", 1]);
    assert.equal(flags?.latest?.args.pathname, "/etc/hostname");
    assert.deepEqual(flags?.values, [{ field: { name: "flags", element: null }, value: 0 }]);
    // Whoever of the tree is asked about, it is the target's run.
    assert.deepEqual(await subjectOf(sleep, "tree", session), { by: "tree", id: child.pid });
    assert.deepEqual(await subjectOf(sleep, "parent", session), { by: "parent", id: child.pid });
    assert.deepEqual(await subjectOf(sleep, "user", session), { by: "user", id: Deno.uid() });
    assert.equal(await subjectOf(1, "tree", session), null);
    const [state] = await session.states();
    assert.ok((state?.age ?? 0) > 0);
    assert.deepEqual((await session.processes()).toSorted(), [child.pid, sleep].toSorted());
    const [status] = await session.policies();
    assert.ok((status?.tried ?? 0) > 3, String(status?.tried));
  } finally {
    for (const pid of [...children(child.pid), child.pid]) Deno.kill(pid, "SIGKILL");
    await child.status;
  }

  async function asked() {
    assert.ok(machine !== undefined);
    const [run] = await session.states("p");
    return await whyNot(machine, run ?? null, null, session);
  }

  async function nearest() {
    const { awaited: [awaited] } = await asked();
    return awaited?.misses[2] ?? { count: 0 };
  }
});

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
