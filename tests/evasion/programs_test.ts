/** Which program runs. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { judge, live, program, temporary } from "./harness.ts";

const TRUE = Deno.realPathSync("/bin/true");

live("a program is found when it is run by its descriptor or from memory", async () => {
  const judged = await judge(
    `path "named" { execve { filename =~ "true|memfd" } }
     path "true" { execve { file = "${TRUE}" } }
     path "memory" { memfd_create { name = "nothing" } execve { file startswith "/memfd:" } }
     path "in_memory" { exit { exe = "/memfd:nothing" } }`,
    [program("runs"), TRUE],
  );
  assert.deepEqual(judged.calls("named"), []);
  assert.deepEqual(judged.calls("true"), ["execveat"]);
  assert.deepEqual(judged.calls("memory"), ["execveat"]);
  assert.equal(judged.found("in_memory").length, 2);
});

live(
  "a program that the loader runs is found as what is mapped, not as what is executed",
  async () => {
    const maps = await Deno.readTextFile("/proc/self/maps");
    const loader = /\/\S*\/ld[-.][^/\s]*$/m.exec(maps)?.[0];
    assert.ok(loader !== undefined);
    const judged = await judge(
      `path "executed" { execve { file = "${TRUE}" } }
     path "loader" { execve { file = "${loader}", argv has "${TRUE}" } }
     path "mapped" { mmap { path = "${TRUE}", prot has PROT_EXEC } }`,
      [loader, TRUE],
    );
    assert.deepEqual(judged.calls("executed"), []);
    assert.deepEqual(judged.calls("loader"), ["execve"]);
    assert.ok(judged.found("mapped").length > 0);
  },
);

live("a script is found by its name and not by its file, which is the interpreter", async () => {
  const script = `${temporary()}/script`;
  await Deno.writeTextFile(script, "#!/bin/sh -e\n: < /etc/passwd\n");
  await Deno.chmod(script, 0o755);
  const judged = await judge(
    `path "named" { execve { filename = "${script}", ret = 0 } }
     path "resolved" { execve { file = "${script}" } }
     path "read" { openat { file = "${script}" } }`,
    [script],
  );
  assert.equal(judged.found("named").length, 1);
  assert.equal(judged.found("resolved").length, 0);
  assert.equal(judged.found("read").length, 1);
});

live("a script without #! is found as an argument of the shell that runs it", async () => {
  const folder = temporary();
  const [script, read] = [`${folder}/script`, `${folder}/read`];
  // Not /etc/passwd, which a shell opens by itself where HOME is not set.
  await Deno.writeTextFile(read, "");
  await Deno.writeTextFile(script, `: < ${read}\n`);
  await Deno.chmod(script, 0o755);
  const judged = await judge(
    `path "named" { execve { filename = "${script}", ret = -ENOEXEC } }
     path "opens" { openat { file = "${read}" } }`,
    // A shell that tries the script first and then reads it itself.
    ["bash", "-c", `${script}; :`],
  );
  assert.equal(judged.found("named").length, 1);
  assert.equal(judged.found("opens").length, 1);
});

const POLICY = `path "opened" { openat { pathname = "/etc/passwd", exe != "" } }`;

live("the program of a process is the true one when that forges it in /proc", async () => {
  const judged = await judge(`${POLICY} path "forged" { prctl { option = PR_SET_MM } }`, [
    program("exe"),
    TRUE,
    "/etc/passwd",
  ]);
  // 2: the kernel does not allow it here.
  if (judged.code === 2) return;
  assert.deepEqual(judged.found("opened").map(({ exe }) => exe), [program("exe")]);
  assert.equal(judged.found("forged").length, 1);
});

live(
  "the program of a process is the forged one when that was forged before the attach",
  async () => {
    const { machines } = compile(POLICY);
    await using session = await openSession({ policies: machines });
    const matches = session.matches();
    const child = new Deno.Command(program("exe"), {
      args: [TRUE, "/etc/passwd", "wait"],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    const output = child.stdout.getReader(), input = child.stdin.getWriter();
    const { done } = await output.read();
    if (!done) {
      await session.attach(child.pid);
      await input.write(new TextEncoder().encode("go\n"));
      const { value } = await matches.next() as { value: Match };
      assert.equal(value.steps[0]?.first.exe, TRUE);
    }
    await input.close();
    await output.cancel();
    assert.equal((await child.status).code, done ? 2 : 0);
  },
);
