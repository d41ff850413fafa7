/** A real container, with a root, a process table and control groups of its own, run by runc. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { openSession } from "../../session/session.ts";
import { CI, live, temporary } from "./harness.ts";

/** A container that waits for a file, then reads its own shadow file and runs another program. */
const SCRIPT = `while ! [ -e /go ]; do sleep 0.01; done
cat /etc/../etc/shadow > /dev/null
cat /proc/self/root/etc/shadow > /dev/null
exec base64 /etc/hostname`;

live(
  "a container is watched by its id, and its paths are what they are called inside",
  async () => {
    const container = await start();
    if (container === null) return;
    const { machines } = compile(`
    path "inside" by container within 1m {
      openat { file = "/etc/shadow", container = "${container.id}" }
      openat { file = "/etc/shadow" }
      execve { argv[0] = "base64", ret = 0 }
    }
    path "outside" { openat { file contains "rootfs" } }`);
    assert.equal(machines.length, 2);
    await using session = await openSession({ policies: machines });
    const matches = session.matches();
    const { targets } = await session.attachEvery({ container: container.id.slice(0, 12) });
    assert.ok(targets.length > 0);
    await Deno.writeTextFile(`${container.root}/go`, "");
    assert.equal((await container.process.status).code, 0);
    await session.idle();
    await session.close();
    const found = await Array.fromAsync(matches);
    assert.deepEqual(found.map(({ policy, subject }) => [policy, subject.id]), [
      ["inside", container.id],
    ]);
  },
);

/** start starts the container, or returns null where runc or busybox is not installed. */
async function start() {
  try {
    Deno.statSync("/usr/bin/busybox");
    await new Deno.Command("runc", { args: ["--version"], stdout: "null" }).output();
  } catch (error) {
    // Debian has both; under CI they are installed.
    if (CI) throw error;
    console.log("skipped: runc or busybox-static is not installed");
    return null;
  }
  const folder = temporary();
  const root = `${folder}/rootfs`;
  for (const each of ["bin", "proc", "dev", "etc"]) {
    await Deno.mkdir(`${root}/${each}`, { recursive: true });
  }
  await Deno.copyFile("/usr/bin/busybox", `${root}/bin/busybox`);
  for (const name of ["sh", "cat", "sleep", "base64"]) {
    await Deno.symlink("busybox", `${root}/bin/${name}`);
  }
  await Deno.writeTextFile(`${root}/etc/shadow`, "root:x\n");
  await Deno.writeTextFile(`${root}/etc/hostname`, "inside\n");
  await Deno.writeTextFile(`${root}/dev/null`, "");
  const id = crypto.getRandomValues(new Uint8Array(32)).toHex();
  await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(configuration(id)));
  const process = new Deno.Command("runc", {
    args: ["--root", `${folder}/state`, "run", "--bundle", folder, id],
    stdin: "null",
    stdout: "null",
  }).spawn();
  let ended = false;
  void process.status.then(() => ended = true);
  while (!await isRunning(`${folder}/state`, id)) {
    assert.ok(!ended, "runc has said why it cannot run a container");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    id,
    root,
    process,
    async [Symbol.asyncDispose]() {
      await runc(`${folder}/state`, "delete", "--force", id);
      await process.status;
    },
  };
}

async function isRunning(state: string, id: string): Promise<boolean> {
  const { success, stdout } = await runc(state, "state", id);
  return success && JSON.parse(new TextDecoder().decode(stdout)).status === "running";
}

function runc(state: string, ...args: readonly string[]): Promise<Deno.CommandOutput> {
  return new Deno.Command("runc", { args: ["--root", state, ...args], stderr: "null" }).output();
}

/** configuration is what the runtime specification calls config.json. */
function configuration(id: string): unknown {
  return {
    ociVersion: "1.0.0",
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ["/bin/sh", "-c", SCRIPT],
      env: ["PATH=/bin"],
      cwd: "/",
    },
    root: { path: "rootfs" },
    mounts: [{ destination: "/proc", type: "proc", source: "proc" }],
    linux: {
      cgroupsPath: `/docker/${id}`,
      namespaces: ["pid", "mount", "uts", "ipc"].map((type) => ({ type })),
    },
  };
}
