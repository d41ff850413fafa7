import assert from "node:assert/strict";
import { examine } from "../../sensor/doctor.ts";
import { libbpf, libbpfVersion } from "../../sensor/libbpf.ts";
import { libc } from "../../sensor/libc.ts";

// Opened here, because libraries stay open and a test must close what it opens.
libc();
try {
  libbpf();
} catch {
  // Then the doctor says so.
}

Deno.test("examine names each thing it looked at and mends what is missing", async () => {
  const findings = await examine();
  const names = findings.map(({ name }) => name);
  assert.deepEqual(names.slice(0, 6), [
    "kernel",
    "BTF",
    "privileges",
    "lockdown",
    "libbpf",
    "BPF program",
  ]);
  for (const { name, detail } of findings) {
    assert.ok(detail !== "", name);
    assert.ok(!detail.includes("\n"), name);
  }
  if (findings.every(({ ok }) => ok)) {
    assert.deepEqual(names.slice(6), [
      "sched_process_exit",
      "sched_process_fork",
      "sched_process_exec",
      "sys_exit",
      "sys_enter",
      "ring buffer",
    ]);
    assert.match(libbpfVersion().version, /^v1\./);
  }
});

Deno.test("a missing libbpf is one clear line when EXERAY_LIBBPF names none", async () => {
  const code = `import { libbpf } from "${new URL("../../sensor/libbpf.ts", import.meta.url).href}";
    try { libbpf(); } catch (error) { console.log(error.code, error.message, "|", error.remedy); }`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { EXERAY_LIBBPF: "/no/libbpf.so.1" },
  }).output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "libbpf Cannot open libbpf 1.x: it is at none of /no/libbpf.so.1 | " +
      "Set EXERAY_LIBBPF to the absolute path of libbpf.so.1, or unset it\n",
  );
});

Deno.test("an empty EXERAY_LIBBPF is as good as none", async () => {
  const code = `import { libbpf } from "${new URL("../../sensor/libbpf.ts", import.meta.url).href}";
    try { libbpf(); } catch (error) { console.log(error.remedy); }`;
  const told = await Promise.all(["", null].map(async (value) => {
    const { EXERAY_LIBBPF: _, ...env } = Deno.env.toObject();
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", code],
      clearEnv: true,
      env: value === null ? env : { ...env, EXERAY_LIBBPF: value },
    }).output();
    return new TextDecoder().decode(stdout);
  }));
  assert.equal(told[0], told[1]);
});
