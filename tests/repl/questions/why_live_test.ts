/** Why a policy does not match, asked of a process that lives. */
import assert from "node:assert/strict";
import { compile } from "../../../compiler/compile.ts";
import { subjectsOf } from "../../../repl/questions/subject_of.ts";
import { whyNot } from "../../../repl/questions/why.ts";
import { children, commandLine } from "../../../sensor/processes/processes.ts";
import { openSession } from "../../../session/session.ts";
import { live, program } from "../../live/harness.ts";

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
    assert.deepEqual(await subjectsOf(sleep, "tree", session), [{ by: "tree", id: child.pid }]);
    assert.deepEqual(await subjectsOf(sleep, "parent", session), [{ by: "parent", id: child.pid }]);
    assert.deepEqual(await subjectsOf(sleep, "user", session), [{ by: "user", id: Deno.uid() }]);
    assert.deepEqual(await subjectsOf(sleep, "process", session), [{ by: "process", id: sleep }]);
    assert.deepEqual(await subjectsOf(sleep, "thread", session), [{ by: "thread", id: sleep }]);
    for (const by of ["tree", "process", "thread"] as const) {
      assert.deepEqual(await subjectsOf(1, by, session), [], `${by} of what is not watched`);
    }
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

live("subjectsOf a process are all its threads, where a policy is by thread", async () => {
  const { machines } = compile(
    'path "p" by thread { openat { pathname = "/etc/hostname" } chroot {} }',
  );
  await using session = await openSession({ policies: machines });
  const child = await session.run([program("threads")], { stdout: "null", stderr: "null" });
  try {
    let [run] = await session.states("p");
    for (; run === undefined; [run] = await session.states("p")) await soon();
    assert.notEqual(run.subject.id, child.pid, "it is not the first thread that has begun a run");
    const own = await subjectsOf(child.pid, "thread", session);
    assert.deepEqual(own.map(({ id }) => id).toSorted(), [child.pid, run.subject.id].toSorted());
    const { id } = run.subject;
    assert.deepEqual(await subjectsOf(Number(id), "thread", session), [{ by: "thread", id }]);
  } finally {
    Deno.kill(child.pid, "SIGKILL");
    await child.status;
  }
});

function soon(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
