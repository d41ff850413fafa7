/** What a file is called, and by which call it is opened. */
import assert from "node:assert/strict";
import { judge, live, program, temporary, X64 } from "./harness.ts";

live("a file is found when it is opened by a sibling of openat", async () => {
  const path = `${temporary()}/file`;
  await Deno.writeTextFile(path, "");
  const judged = await judge(
    `path "named" { openat { pathname = "${path}", ret >= 0 } }
     path "opened" { openat { file = "${path}" } }`,
    [program("opens"), path],
  );
  const byName = [...X64 ? ["open", "creat"] : [], "openat2"];
  assert.deepEqual(judged.calls("named"), byName);
  // By handle there is no name, and no handle on every file system.
  const byHandle = judged.code === 0 ? ["open_by_handle_at"] : [];
  assert.deepEqual(judged.calls("opened"), [...byName, ...byHandle]);
});

live("a file is found by its path whatever name it is opened by, but for a hard link", async () => {
  const folder = temporary();
  const secret = `${folder}/secret`;
  await Deno.writeTextFile(secret, "");
  await Deno.mkdir(`${folder}/place`);
  const judged = await judge(
    `path "named" { openat { pathname = "${secret}" } }
     path "opened" { openat { file = "${secret}", flags = O_RDONLY } }
     path "linked" { link { oldpath endswith "secret" } }
     path "by_link" { openat { file = "${folder}/hard" } }
     path "mounted" { mount {} }`,
    [program("names"), folder],
  );
  assert.deepEqual([judged.code, judged.said], [0, ""]);
  assert.deepEqual(judged.calls("named"), []);
  const names = judged.found("opened").map(({ args }) => String(args["pathname"]));
  assert.deepEqual(names.map((name) => name.replace(/\d+$/, "N")), [
    "secret",
    "./secret",
    `${folder}/link`,
    `${folder}/place/../secret`,
    `${folder}/place/secret`,
    `/proc/self/root${folder}/secret`,
    "/proc/self/cwd/secret",
    // As O_PATH it was opened to be named by its number.
    "secret",
    "/proc/self/fd/N",
    "/secret",
  ]);
  // The name that a hard link gave it is as good as the first: that it was given is what shows.
  assert.equal(judged.found("by_link").length, 1);
  assert.equal(judged.found("linked").length, 1);
  assert.ok(judged.found("mounted").length > 0);
});

live("a name is told as the kernel used it when another thread changes it", async () => {
  const folder = temporary();
  for (const name of ["a", "b"]) await Deno.writeTextFile(`${folder}/${name}`, "");
  const judged = await judge(`path "b" { openat { file = "${folder}/b" } }`, [
    program("race"),
    folder,
  ]);
  const opened = Number(judged.said);
  assert.ok(opened >= 100);
  assert.equal(judged.found("b").length, opened);
});

live("a forged name does not hide what was opened when it is read late", async () => {
  const folder = temporary();
  const secret = `${folder}/secret`, page = `${folder}/page`;
  await new Deno.Command("mkfifo", { args: [secret] }).output();
  const policies = `
    path "named" { openat { pathname = "${secret}", flags = O_RDONLY } }
    path "opened" { openat { file = "${secret}", flags = O_RDONLY } }`;
  const rewritten = await judge(policies, [program("blocked"), secret, page, "/etc/passwd"]);
  assert.deepEqual(rewritten.found("named"), []);
  const [forged] = rewritten.found("opened");
  assert.deepEqual([forged?.args["pathname"], forged?.late], ["/etc/passwd", true]);
  // The page taken away, there is nothing to be read at all.
  const removed = await judge(policies, [program("blocked"), secret, page]);
  assert.deepEqual(removed.found("named"), []);
  const [gone] = removed.found("opened");
  assert.deepEqual([gone?.args["pathname"], gone?.late], [undefined, true]);
});

live("a name is found when the descriptor is replaced before the call returns", async () => {
  const secret = `${temporary()}/secret`;
  await Deno.writeTextFile(secret, "");
  const judged = await judge(
    `path "named" { openat { pathname = "${secret}", ret >= 0 } }
     path "opened" { openat { pathname = "${secret}", file = "${secret}" } }
     path "replaced" { openat { pathname = "${secret}", file = "/etc/passwd" } }
     path "put_there" cooldown 1h { dup { path = "/etc/passwd", syscall = "dup2" } }`,
    [program("replace"), secret, "/etc/passwd"],
  );
  const opened = Number(judged.said);
  assert.equal(opened, 2000);
  assert.equal(judged.found("named").length, opened);
  // How often the descriptor was already another's is a matter of luck; gone altogether, it has
  // no path.
  const resolved = judged.found("opened").length + judged.found("replaced").length;
  assert.ok(resolved > 0 && resolved <= opened);
  assert.deepEqual(judged.calls("put_there"), ["dup2"]);
});

live("a name is found, marked late, when it is on a page not in memory", async () => {
  const path = `${temporary()}/page`;
  await Deno.writeTextFile(path, "/etc/passwd".padEnd(64, "\0"));
  const judged = await judge(`path "named" { openat { pathname = "/etc/passwd" } }`, [
    program("absent"),
    path,
  ]);
  assert.deepEqual(judged.found("named").map(({ late }) => late), [true]);
});

for (
  const { way, opens, does } of [
    { way: "tree", opens: 2, does: "is cloned as a mount that is attached nowhere" },
    { way: "root", opens: 1, does: "is opened with another directory as the root" },
    { way: "many", opens: 1, does: "is mounted in more places than anybody looks through" },
  ]
) {
  live(`a file is found by its path when it ${does}`, async () => {
    const folder = temporary();
    await Deno.writeTextFile(`${folder}/secret`, "");
    const judged = await judge(
      `path "opened" { openat { file = "${folder}/secret" } }
       path "named" { openat { pathname = "${folder}/secret" } }`,
      [program("places"), way, folder, temporary()],
    );
    assert.deepEqual([judged.code, judged.said], [0, ""]);
    assert.equal(judged.found("opened").length, opens);
    assert.deepEqual(judged.found("named"), []);
  });
}

for (const { way, seen } of [{ way: "overlay", seen: "overlay" }, { way: "pivot", seen: "bind" }]) {
  live(`a file in another root or overlay is not found by its path, the ${way} is`, async () => {
    const folder = temporary();
    await Deno.writeTextFile(`${folder}/secret`, "");
    const judged = await judge(
      `path "opened" { openat { file = "${folder}/secret" } }
       path "elsewhere" { openat { file endswith "/secret", ret >= 0 } }
       path "overlay" { mount { fstype = "overlay" } }
       path "bind" { mount { flags has MS_BIND, source = "${folder}" } pivot_root {} }`,
      [program("places"), way, folder, temporary()],
    );
    assert.deepEqual([judged.code, judged.said], [0, ""]);
    assert.deepEqual(judged.found("opened"), []);
    assert.equal(judged.found("elsewhere").length, 1);
    assert.equal(judged.found(seen).length, 1);
  });
}

live("a file that got its name later is found by that, one removed by its last part", async () => {
  const folder = temporary();
  const judged = await judge(
    `path "written" { write { path = "${folder}/name" } }
     path "nameless" { openat { flags has O_TMPFILE, file startswith "${folder}/#" } }
     path "linked" { link { newpath = "${folder}/name" } }
     path "moved" { rename { newpath = "${folder}/name" } }
     path "removed" { unlink { file = "${folder}/name" } }
     path "by_its_end" { unlink { pathname endswith "/name" } }`,
    [program("moved"), folder, "name"],
  );
  assert.deepEqual([judged.code, judged.said], [0, ""]);
  assert.deepEqual([judged.found("written"), judged.found("removed")], [[], []]);
  for (const policy of ["nameless", "linked", "moved", "by_its_end"]) {
    assert.equal(judged.found(policy).length, 1, policy);
  }
});
