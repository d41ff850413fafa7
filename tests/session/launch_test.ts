import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const SCRIPT = `
  import { openSession } from ${JSON.stringify(new URL("session/session.ts", `file://${ROOT}`))};
  const session = await openSession();
  const error = await session.run(["/bin/true"]).catch((error) => error);
  console.log(error.name, error.code);
  await session.close();`;

Deno.test("run starts nothing when the machine cannot watch", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/run.ts`, SCRIPT);
    // It may start nothing, and is not told so, because it never comes that far.
    const rights = [`--allow-read=${ROOT}`, "--allow-ffi", "--allow-env", "--allow-sys"];
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "--no-check",
        "--no-prompt",
        `--config=${ROOT}deno.json`,
        ...rights,
        `${folder}/run.ts`,
      ],
      env: { EXERAY_LIBBPF: "/no/libbpf.so.1" },
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "SensorError libbpf\n");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
