import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { Match } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import { interest, live, program, temporary, Watch } from "./harness.ts";

live("an opened file's path is the same whatever name it is opened by", async () => {
  using watch = new Watch(interest(["openat"], 2, ["openat.file"]));
  const folder = temporary();
  await watch.run([program("paths"), folder]);
  const events = watch.events("openat");
  const first = events.findIndex(({ args }) => args["pathname"] === `${folder}/real/secret`);
  const rows = events.slice(first).map(({ args: { pathname, file } }) =>
    [pathname, file].map((path) => typeof path === "string" ? path.replace(folder, "DIR") : null)
  );
  const secret = "DIR/real/secret";
  assert.deepEqual(rows, [
    ["DIR/real/secret", secret],
    ["real/secret", secret],
    ["link", secret],
    ["links/../real//./secret", secret],
    ["secret", secret], // from a dirfd
    ["/proc/self/cwd/real/secret", secret],
    ["/proc/self/rootDIR/real/secret", secret],
    [rows[7]?.[0], secret], // /proc/self/fd/N
    ["other/secret", secret], // through a bind mount of its folder
    ["alias", secret], // through a bind mount of itself
    ["root/etc/hostname", "/etc/hostname"], // through a bind mount of everything
    ["secret", secret], // from a mount that is attached nowhere
    ["over/fresh", "DIR/over/fresh"], // on a file system of its own
    ["hard", "DIR/hard"], // a hard link is a name as good as the first
    ["no/such/file", null],
    ["/", "/"],
    [".", "DIR"],
    ["/secret", secret], // inside of a chroot
  ]);
  assert.match(String(rows[7]?.[0]), /^\/proc\/self\/fd\/\d+$/);
});

live("a descriptor's path is where its file lies, and of what has none a name", async () => {
  const fields = ["write.path", "close.path", "execve.file", "unlink.file"];
  const folder = temporary();
  for (const phase of [1, 2]) {
    using watch = new Watch(interest(["write", "close", "execve", "unlink"], phase, fields));
    await watch.run([program("files"), folder]);
    const paths = (kind: string) =>
      watch.events(kind).map(({ args }) => String(args["path"] ?? args["file"] ?? null))
        .map((path) => path.replace(folder, "DIR").replace(/:\[\d+\]$/, ":[N]"));
    assert.deepEqual(paths("write").slice(0, 11), [
      "DIR/one",
      "DIR/one", // as standard output
      "DIR/one", // passed over a socket
      "DIR/two", // renamed
      "DIR/two", // removed
      "/dev/null", // in place of the other as standard output
      "pipe:[N]",
      "socket:[N]",
      "anon_inode:[eventfd]",
      "/memfd:hidden",
      "null", // not open
    ]);
    const closed = paths("close");
    assert.deepEqual(
      closed.filter((path) => /DIR|memfd/.test(path)),
      ["DIR/two", "/memfd:hidden"],
      "closed files are known when the call has returned too",
    );
    assert.deepEqual(paths("unlink"), ["DIR/two"]);
    const programs = phase === 1 ? ["null", "null"] : [program("files"), "/memfd:program"];
    assert.deepEqual(paths("execve"), programs);
  }
});

live("a path is not captured when nobody asks for it", async () => {
  using watch = new Watch(interest(["write", "openat"], 2));
  await watch.run([program("files"), temporary()]);
  const events = [...watch.events("write"), ...watch.events("openat")];
  assert.ok(events.length > 10);
  assert.ok(events.every(({ args }) => args["path"] === undefined && args["file"] === undefined));
});

live("a policy matches a write by the path of its descriptor and what is written", async () => {
  const { machines } = compile(`path "copied_away" {
    openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
    block "copied_away" { write { path =~ "^(/tmp|/dev/shm)/", content =~ "root:" }.. }
  }`);
  await using session = await openSession({ policies: machines });
  const matches = session.matches();
  const folder = temporary();
  const script = `read line < /etc/shadow; cd ${folder}; ln -s . here; echo "root:x" > here/copy`;
  const child = await session.run(["sh", "-c", script], { stdout: "null", stderr: "null" });
  const { value } = await matches.next() as { value: Match };
  assert.deepEqual(value.blocks, ["copied_away"]);
  assert.deepEqual(value.steps.at(-1)?.first.args["path"], `${folder}/copy`);
  await child.status;
});
