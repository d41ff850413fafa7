/** Ways into the kernel other than the ordinary entry. */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { openSession } from "../../session/session.ts";
import { judge, live, program, temporary, X64 } from "./harness.ts";

const liveOnX64 = X64 ? live : () => {};

liveOnX64("a 32-bit call is not found by its kind, but as a call without a name", async () => {
  const path = `${temporary()}/file`;
  await Deno.writeTextFile(path, "");
  const judged = await judge(
    `path "opened" { openat { pathname = "${path}" } }
     path "resolved" { openat { file = "${path}" } }
     path "nameless" { call { not (syscall != "") } }`,
    [program("compat"), path],
  );
  assert.deepEqual([judged.found("opened"), judged.found("resolved")], [[], []]);
  assert.deepEqual(judged.found("nameless").map(({ args }) => args["nr"]), [5]);
  assert.match(judged.warnings.join(), /^1 call through the 32-bit entry not decoded/);
});

liveOnX64("a call of x32 is not found by its kind, but as a call without a name", async () => {
  const judged = await judge(
    `path "opened" { openat { pathname = "/etc/shadow" } }
     path "resolved" { openat { file = "/etc/shadow" } }
     path "nameless" { call { not (syscall != "") } }`,
    [program("x32"), "/etc/shadow"],
  );
  assert.deepEqual([judged.found("opened"), judged.found("resolved")], [[], []]);
  assert.deepEqual(judged.found("nameless").map(({ args }) => args["nr"]), [0x40000000 + 257]);
  assert.match(judged.warnings.join(), /^1 call through the 32-bit entry not decoded/);
});

live("a 32-bit or io_uring call is warned of when no policy asks for it", async () => {
  const path = `${temporary()}/file`;
  const policy = `path "chmod" { chmod {} }`;
  if (X64) {
    const { warnings } = await judge(policy, [program("compat"), "/etc/passwd"]);
    assert.match(warnings.join(), /32-bit entry/);
  }
  const { warnings } = await judge(policy, [program("ring"), path]);
  assert.match(warnings.join(), /io_uring: what is done through it is not seen$/);
});

live("what an io_uring does is not found, and the io_uring is", async () => {
  const path = `${temporary()}/file`;
  const judged = await judge(
    `path "opened" { openat { pathname = "${path}" } }
     path "resolved" { openat { file = "${path}" } }
     path "written" { write { path = "${path}" } }
     path "set_up" { io_uring { syscall = "io_uring_setup" } }
     path "fed" { io_uring { syscall = "io_uring_enter" } }`,
    [program("ring"), path],
  );
  for (const policy of ["opened", "resolved", "written"]) {
    assert.deepEqual(judged.found(policy), [], policy);
  }
  assert.equal(judged.found("set_up").length, 1);
  // 2: this kernel has none, or does not let anybody use it.
  assert.equal(judged.found("fed").length, judged.code === 2 ? 0 : 2);
  if (judged.code !== 2) assert.equal(await Deno.readTextFile(path), "root::0:0");
});

live("an io_uring that needs no call is warned of when its process is attached", async () => {
  const command = [program("polled"), "/etc/passwd"] as const;
  const child = new Deno.Command(command[0], {
    args: command.slice(1),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const output = child.stdout.getReader();
  const input = child.stdin.getWriter();
  const ready = !(await output.read()).done;
  const { machines } = compile(`path "opened" { openat { pathname = "/etc/passwd" } }`);
  await using session = await openSession({ policies: machines });
  const warnings: string[] = [], matches: string[] = [];
  const listening = (async () => {
    for await (const report of session.reports()) {
      if (report.type === "warning") warnings.push(report.message);
      if (report.type === "match") matches.push(report.policy);
    }
  })();
  if (ready) await session.attach(child.pid);
  if (ready) await input.write(new TextEncoder().encode("go\n"));
  await input.close();
  const { code } = await child.status;
  await output.cancel();
  await session.close();
  await listening;
  // 2: this kernel has none, or does not let anybody use it.
  assert.equal(code, ready ? 0 : 2);
  assert.deepEqual(matches, []);
  if (ready) assert.match(warnings.join(), new RegExp(`^Process ${child.pid} has an io_uring`));
});

live("a call that seccomp refuses is not found, and the filter is", async () => {
  const judged = await judge(
    `path "opened" { openat { pathname = "/etc/shadow" } }
     path "filtered" { seccomp {} }`,
    [program("seccomp"), "/etc/shadow"],
  );
  assert.equal(judged.code, 0);
  assert.deepEqual(judged.found("opened"), []);
  assert.equal(judged.found("filtered").length, 1);
});

live(
  "a call that a signal interrupts is found twice, the first time with ERESTARTSYS",
  async () => {
    const judged = await judge(
      `path "read" { read { len = 1 } } path "back" { read { len = 1, ret < 100 } }`,
      [
        program("restart"),
      ],
    );
    assert.equal(judged.code, 0);
    assert.equal(judged.found("read").length, 2);
    assert.deepEqual(judged.found("back").map(({ ret }) => ret), [-512, 1]);
  },
);

liveOnX64(
  "a call that a tracer changes at the door is found as the kernel carries it out",
  async () => {
    const folder = temporary();
    const judged = await judge(
      `path "shown" { openat { pathname = "/etc/hostname-and-more" } }
     path "opened" { openat { pathname = "/etc/passwd", ret >= 0 } }
     path "made" { mkdir { pathname = "${folder}/made", ret = 0 } }
     path "traced" { ptrace { request = PTRACE_TRACEME } }`,
      [program("tracer"), "/etc/hostname-and-more", "/etc/passwd", `${folder}/made`],
    );
    assert.ok((await Deno.stat(`${folder}/made`)).isDirectory);
    assert.deepEqual(judged.found("shown"), []);
    for (const policy of ["opened", "made", "traced"]) {
      assert.equal(judged.found(policy).length, 1, policy);
    }
  },
);
