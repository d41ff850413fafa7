import assert from "node:assert/strict";
import { verdict } from "../../sensor/kernel/bpf_object.ts";
import { openSession } from "../../session/session.ts";
import { live, temporary } from "./harness.ts";

live("one clear line says what is missing when the privilege is", async () => {
  const source = new URL("../../sensor/kernel/bpf_source.ts", import.meta.url).href;
  const { stdout, stderr } = await new Deno.Command("setpriv", {
    args: [
      "--bounding-set=-all",
      "--inh-caps=-all",
      Deno.execPath(),
      "eval",
      `import { BpfSource } from "${source}";
       try { BpfSource.open(); } catch (error) {
         console.log([error.name, error.code, error.message, error.remedy].join("\\n"));
       }`,
    ],
  }).output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "SensorError\nprivilege\nCannot load the BPF program: EPERM\n" +
      "Run as root, or with the capabilities CAP_BPF and CAP_PERFMON\n",
    new TextDecoder().decode(stderr),
  );
});

Deno.test("the verifier's verdict is found when its log is long", () => {
  const log = "0: R1=ctx()\n; a line\n1: (85) call x\n" +
    "R2 unbounded memory access\nprocessed 12 insns (limit 1000000)\n\n";
  assert.equal(verdict(log), "R2 unbounded memory access");
  assert.equal(verdict("something else\n"), "something else");
  assert.equal(verdict(""), null);
});

live("run says that a command cannot be started when the system refuses it", async () => {
  const folder = temporary();
  const files = { interpreter: "#!/no/such/interpreter\n", format: "\x7fELF, but no more" };
  await using session = await openSession();
  for (const [name, text] of Object.entries(files)) {
    await Deno.writeTextFile(`${folder}/${name}`, text, { mode: 0o755 });
    await assert.rejects(session.run([`${folder}/${name}`], { stderr: "null" }), {
      name: "SensorError",
      code: "command",
      message: `Cannot start "${folder}/${name}": the system refuses to run it`,
    });
  }
  const child = await session.run(["sh", "-c", "exit 127"]);
  assert.equal((await child.status).code, 127, "a command may end so too");
});

live("run says that its folder is not there, with what the system said as the cause", async () => {
  await using session = await openSession();
  await assert.rejects(session.run(["true"], { cwd: "/no/such/folder" }), (error: Error) => {
    assert.equal(error.message, 'Cannot start "true": there is no folder "/no/such/folder"');
    assert.ok(error.cause instanceof Deno.errors.NotFound);
    return true;
  });
});

live("a fault brings what was not foreseen as its cause across the thread", async () => {
  await using session = await openSession();
  const wrong = JSON.parse('[{ "name": "no machine" }]');
  await assert.rejects(session.load(wrong), (error: Error & { readonly code?: string }) => {
    assert.equal(error.code, "fault");
    assert.ok(error.cause instanceof TypeError);
    return true;
  });
  assert.deepEqual(await session.policies(), [], "the session goes on as it was");
});
