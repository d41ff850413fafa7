import assert from "node:assert/strict";
import { examine, type Finding } from "../../sensor/doctor.ts";
import { libbpf, libbpfVersion } from "../../sensor/native/libbpf.ts";
import { libc } from "../../sensor/native/libc.ts";
import { mountDetail, mountPoint, MOUNTS } from "../../sensor/mounts.ts";

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
      ...MOUNTS.map(({ type }) => type),
    ]);
    const ring = findings.find(({ name }) => name === "ring buffer");
    assert.match(ring?.detail ?? "", /^16 MiB by default, .*--ring /);
    assert.match(libbpfVersion().version, /^v1\./);
  }
});

Deno.test({
  name: "examine mends every failure when the machine gives it no capabilities",
  ignore: Deno.uid() !== 0,
  async fn() {
    const code = `import { examine, type Finding } from "${
      new URL("../../sensor/doctor.ts", import.meta.url).href
    }"; console.log(JSON.stringify(await examine()));`;
    const { stdout } = await new Deno.Command("setpriv", {
      args: ["--bounding-set=-all", Deno.execPath(), "eval", code],
    }).output();
    const findings: readonly Finding[] = JSON.parse(new TextDecoder().decode(stdout));
    const failures = findings.filter(({ ok }) => !ok);
    assert.ok(failures.some(({ name }) => name === "privileges"));
    assert.ok(failures.some(({ name }) => name === "BPF program"));
    for (const { name, remedy } of failures) assert.match(remedy ?? "", /\w/, name);
    const mounts = findings.slice(-MOUNTS.length).map(({ name, ok }) => [name, ok]);
    assert.deepEqual(mounts, MOUNTS.map(({ type }) => [type, true]));
  },
});

Deno.test("mountPoint finds a file system by its type and not by another word of its line", () => {
  const table = "bpf /tracefs ext4 rw 0 0\n" +
    "none /a\\040b tracefs rw 0 0\ntracefs /later tracefs rw 0 0\n";
  assert.equal(mountPoint(table, "tracefs"), "/a\\040b");
  assert.equal(mountPoint(table, "bpf"), null);
  assert.equal(mountPoint("", "bpf"), null);
});

Deno.test("mountDetail says how to mount what is not mounted, and that nobody has to", () => {
  for (const mount of MOUNTS) {
    const { type, place } = mount;
    const missing = mountDetail("", mount);
    assert.ok(missing.startsWith("not mounted, and not needed: "), missing);
    assert.ok(missing.endsWith(`(sudo mount -t ${type} ${type} ${place})`), missing);
    const there = mountDetail(`${type} ${place} ${type} rw 0 0\n`, mount);
    assert.ok(there.startsWith(`mounted on ${place}, not needed: `), there);
  }
});

Deno.test("a missing libbpf is one clear line when EXERAY_LIBBPF names none", async () => {
  const code = `import { libbpf } from "${
    new URL("../../sensor/native/libbpf.ts", import.meta.url).href
  }";
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
  const code = `import { libbpf } from "${
    new URL("../../sensor/native/libbpf.ts", import.meta.url).href
  }";
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
