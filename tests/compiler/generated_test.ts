import assert from "node:assert/strict";

interface Config {
  readonly tasks: Readonly<Record<string, string>>;
}

const root = new URL("../../", import.meta.url);

Deno.test("compiler/parser.js and its types are what the grammar generates", async () => {
  const config: Config = JSON.parse(await Deno.readTextFile(new URL("deno.json", root)));
  // Inside the project, so that the formatter finds its settings.
  const folder = await Deno.makeTempDir({ dir: root.pathname, prefix: ".generated-" });
  try {
    // The task itself, but for where its output goes.
    const task = config.tasks["parser"]?.replaceAll("compiler/parser.", `${folder}/parser.`) ?? "";
    assert.match(task, /grammar\.peggy/);
    const { success, stderr } = await new Deno.Command("sh", {
      args: ["-c", `deno() { "${Deno.execPath()}" "$@"; }; ${task}`],
      cwd: root,
      stdin: "null",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    for (const name of ["parser.js", "parser.d.ts"]) {
      const [made, kept] = await Promise.all([
        Deno.readTextFile(`${folder}/${name}`),
        Deno.readTextFile(new URL(`compiler/${name}`, root)),
      ]);
      assert.ok(made === kept, `compiler/${name} is out of date: run deno task parser`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
