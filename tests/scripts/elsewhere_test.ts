/** A script lies where its author works, not in this repository: none of its settings hold there. */
import assert from "node:assert/strict";

const MOD = new URL("../../mod.ts", import.meta.url);

/** SCRIPT compiles a pattern, so that what is imported by name is needed. */
const SCRIPT = `
  import { compile } from ${JSON.stringify(MOD.href)};
  const { machines } = compile('path "p" { openat { pathname =~ "^/etc/" } }');
  console.log(machines.map(({ name }) => name).join());
`;

async function deno(...args: string[]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "exeray-script-" });
  try {
    await Deno.writeTextFile(`${folder}/deno.json`, "{}");
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT);
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args, "script.ts"],
      cwd: folder,
      stdin: "null",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("mod.ts can be imported by a script in another folder, without a permission", async () => {
  assert.equal(await deno("run", "-q", "--no-prompt"), "p\n");
});

Deno.test("mod.ts passes the type check of a folder that has Deno's own settings", async () => {
  await deno("check", "-q");
});
