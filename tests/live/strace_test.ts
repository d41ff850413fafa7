/** Logs that strace writes here and now. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match, Summary } from "../../engine/report.ts";
import { replay } from "../../session/replay.ts";
import { live, program, temporary } from "./harness.ts";

const { machines } = compile(`
  path "read" { openat { pathname = "/etc/passwd", ret >= 0 } write { content startswith "root:" } }
  path "orphan" { clone {} openat { pathname endswith "/orphan" } }
  path "threads" by process { openat { pathname endswith "/hostname" } execve { ret = 0 } }
  path "refused" { connect { ip = "127.0.0.1", port = 4444, ret = -ECONNREFUSED } }
  path "killed" by process { kill {} openat {} }
`);

live("a log of strace is replayed with its trees, threads and arguments", async () => {
  const log = `${temporary()}/log`;
  const script = `cat /etc/passwd; ${program("orphan")} ${log}/orphan;
    ${program("thread_exec")} /bin/true; ${program("connects")}; sh -c 'kill -9 $$; : < /x'`;
  for (const flags of [["-f", "-ttt"], ["-f", "-ttt", "-y", "-s", "256"]]) {
    const { success, stderr } = await new Deno.Command("strace", {
      args: [...flags, "-o", log, "sh", "-c", `${script}; :`],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    const problems: unknown[] = [];
    const all = await Array.fromAsync(
      replay([log], { policies: machines, onMalformed: (problem) => problems.push(problem) }),
    );
    assert.deepEqual(problems, []);
    const matches = all.filter((one): one is Match => one.type === "match");
    const names = new Set(matches.map(({ policy }) => policy));
    for (const name of ["read", "orphan", "refused"]) assert.ok(names.has(name), name);
    assert.ok(!names.has("killed"));
    const trees = matches.filter(({ subject }) => subject.by === "tree");
    assert.equal(new Set(trees.map(({ subject }) => subject.id)).size, 1);
    assert.ok((all.at(-1) as Summary).events > 100);
  }
});
