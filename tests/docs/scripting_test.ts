/** The programs of docs/scripting.md, run as they stand, in a folder with the deno.json of the page. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { live, temporary } from "../live/harness.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const page = await Deno.readTextFile(`${ROOT}/docs/scripting.md`);
const settings = /```json\n([^]*?)```/.exec(page)?.[1] ?? "";
const programs = [...page.matchAll(/### (.*)\n\n```ts\n([^]*?)```/g)];

Deno.test("docs/scripting.md has programs and the settings that they are run with", () => {
  assert.ok(programs.length > 5);
  assert.equal((page.match(/```ts\n/g) ?? []).length, programs.length);
  assert.ok(settings.includes('"/opt/exeray/mod.ts"'));
});

for (const [, title, program = ""] of programs) {
  live(`docs/scripting.md: ${title}`, async () => {
    const folder = temporary();
    await Deno.writeTextFile(`${folder}/deno.json`, settings.replaceAll("/opt/exeray", ROOT));
    await Deno.writeTextFile(`${folder}/hunt.ts`, program);
    const writes = program.includes("makeTempFile") ? ["--allow-read", "--allow-write"] : [];
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "--check", "--no-prompt", "-P=hunt", ...writes, "hunt.ts"],
      cwd: folder,
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.ok(success, said);
    assert.notEqual(said, "", "it says something");
    assert.doesNotMatch(said, /^no match|^0 matches|Uncaught/m);
  });
}
