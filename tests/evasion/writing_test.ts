/** How a file gets changed, and through which descriptor. */
import assert from "node:assert/strict";
import { judge, live, program, temporary } from "./harness.ts";

live("a change to a file is found as a write, or by its opening where there is none", async () => {
  const folder = temporary();
  const target = `${folder}/target`, source = `${folder}/source`;
  await Deno.writeTextFile(source, "evil");
  const judged = await judge(
    `path "written" { write { path = "${target}" } }
     path "content" { write { path = "${target}", content startswith "root::0:0" } }
     path "opened" { openat { file = "${target}", flags any O_WRONLY|O_RDWR, ret >= 0 } }
     path "mapped" { mmap { path = "${target}", flags any MAP_SHARED } }
     path "cut" { truncate { path = "${target}" } }
     path "not_written" { call { syscall in ["io_submit", "fallocate"] } }
     path "within" { call { syscall in ["sendfile", "splice", "copy_file_range"], ret > 0 } }`,
    [program("writes"), target, source],
  );
  assert.equal(judged.code, 0);
  assert.deepEqual(judged.calls("written"), [
    "pwrite64",
    "writev",
    "pwritev2",
    "sendfile",
    "splice",
    "copy_file_range",
  ]);
  assert.deepEqual(judged.calls("content"), ["pwrite64", "writev", "pwritev2"]);
  assert.deepEqual(judged.calls("opened"), ["openat"]);
  assert.deepEqual(judged.calls("mapped"), ["mmap"]);
  assert.deepEqual(judged.calls("cut"), ["ftruncate"]);
  assert.deepEqual(judged.calls("not_written"), ["io_submit", "fallocate"]);
  assert.deepEqual(judged.calls("within"), ["sendfile", "splice", "splice", "copy_file_range"]);
});

live(
  "a write is found by its file when descriptors are reused, doubled and passed on",
  async () => {
    const folder = temporary();
    const secret = `${folder}/secret`;
    const judged = await judge(
      `path "secret" { write { path = "${secret}" } }
     path "doubled" { dup { path = "${secret}" } }`,
      [program("descriptors"), secret, `${folder}/public`],
    );
    assert.equal(judged.code, 0);
    assert.deepEqual(
      judged.found("secret").map(({ args }) => args["content"]),
      ["reused", "dup2 0", "dup2 1", "fcntl", "passed"],
    );
    assert.deepEqual(judged.calls("doubled"), ["dup2", "dup2", "fcntl"]);
  },
);

live("what is written is found up to where it cannot be read, as the kernel takes it", async () => {
  const file = `${temporary()}/file`;
  const judged = await judge(`path "written" { write { path = "${file}" } }`, [
    program("torn"),
    file,
  ]);
  assert.deepEqual([judged.code, judged.said], [0, ""]);
  assert.equal(await Deno.readTextFile(file), "halfanedgebehind");
  assert.deepEqual(
    judged.found("written").map(({ args, truncated }) => [args["content"], truncated]),
    // What lies behind more parts than are looked at is not found, and that there are is.
    [["half", ["content"]], ["anedge", ["content"]], ["", ["content"]]],
  );
});

live("reaching into another process is found, and what its descriptor refers to", async () => {
  const file = `${temporary()}/file`;
  await Deno.writeTextFile(file, "x");
  const judged = await judge(
    `path "read" { read { path = "${file}", len = 1 } }
     path "stored" { write { path =~ "^/proc/[0-9]+/mem$", content startswith "stored" } }
     path "called" { process_vm { syscall = "process_vm_writev", len = 7 } }
     path "taken" { call { syscall = "pidfd_getfd" } }`,
    [program("reach"), file],
  );
  assert.equal(judged.code, 0);
  for (const policy of ["read", "stored", "called", "taken"]) {
    assert.equal(judged.found(policy).length, 1, policy);
  }
});
