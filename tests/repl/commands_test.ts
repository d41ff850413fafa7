import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { commandsAt, complete, execute } from "../../repl/app.ts";
import { SensorError } from "../../sensor/errors.ts";
import { FakeSession, shadowMatch } from "./fake_session.ts";
import { commandLine, kept, until } from "./fixture.ts";

const POLICY = 'path "p" { openat { pathname = "/etc/shadow" } }\n';

Deno.test("run ends by itself when nothing is left to watch, with a summary", async () => {
  await withPolicy(async (policy) => {
    const session = new FakeSession();
    const words = ["run", policy, "--", "sh", "-c", "exit 3", "--help"];
    const answer = commandLine(words, session);
    await until(() => session.started.length === 1);
    session.report(shadowMatch("p"));
    session.settle();
    const { status, out, err } = await answer;
    assert.equal(status, 0, err);
    assert.deepEqual(session.started, [["sh", "-c", "exit 3", "--help"]]);
    assert.match(out, /^match: p \(medium\), tree 4242\n/);
    assert.match(out, /\n7 events, 1 match of 1 policy\n$/);
    assert.equal(session.closed, true);
  });
});

Deno.test("run --fail-on-match has status 4 when something matches, and 0 otherwise", async () => {
  await withPolicy(async (policy) => {
    for (const [matches, expected] of [[1, 4], [0, 0]] as const) {
      const session = new FakeSession();
      const answer = commandLine(["run", policy, "--pid", "7", "8", "--fail-on-match"], session);
      await until(() => session.watched.size === 2);
      for (let i = 0; i < matches; i++) session.report(shadowMatch("p"));
      session.settle();
      assert.equal((await answer).status, expected);
      assert.deepEqual([...session.watched.keys()], [7, 8]);
    }
  });
});

Deno.test("run --format ndjson writes reports and the summary as one object a line", async () => {
  await withPolicy(async (policy) => {
    const session = new FakeSession();
    const words = ["run", policy, "--pid", "7", "--format", "ndjson", "--transitions"];
    const answer = commandLine(words, session);
    await until(() => session.watched.size === 1);
    const match = { ...shadowMatch("p"), big: 2n ** 60n, name: "\udcff" };
    session.report(match);
    session.report({ type: "lost", count: 3, cause: "full", ts: 5 });
    session.report({ type: "warning", message: "odd", ts: 5 });
    session.settle();
    const { out, err } = await answer;
    const lines = out.trimEnd().split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).type),
      ["match", "lost", "warning", "summary"],
    );
    assert.match(lines[0] ?? "", /"big":1152921504606846976,"name":"\\udcff"/);
    assert.equal(err, "");
  });
});

Deno.test("run loads nothing when a policy has errors", async () => {
  await withPolicy(async (policy) => {
    const session = new FakeSession();
    await assert.rejects(commandLine(["run", policy, "--pid", "7"], session), {
      name: "Failure",
      status: 1,
      message: `Cannot use the policies: an error at ${policy}:1:21`,
    });
    assert.equal(session.watched.size, 0);
  }, POLICY.replace("pathname", "pathnam"));
});

Deno.test("run passes a refusal on and closes its session", async () => {
  await withPolicy(async (policy) => {
    const session = new FakeSession();
    session.refuse = new SensorError("target", "Cannot watch 7: there is no such process");
    const answer = commandLine(["run", policy, "--pid", "7"], session);
    await assert.rejects(answer, /no such process/);
    assert.equal(session.closed, true);
  });
});

Deno.test("run wants exactly one thing to watch", async () => {
  await withPolicy(async (policy) => {
    for (const words of [[], ["--all", "--pid", "1"], ["--pid", "1", "--", "ls"]]) {
      await assert.rejects(commandLine(["run", policy, ...words]), { status: 2 }, String(words));
    }
    assert.equal((await commandLine(["run", "--pid", "1"])).status, 2, "a policy is missing");
  });
});

Deno.test("run tells an interrupt by its status, after the summary", async () => {
  await withPolicy(async (policy) => {
    const session = new FakeSession();
    const stop = new AbortController();
    const answer = commandLine(["run", policy, "--all"], session, stop.signal);
    await until(() => session.sent.size === 1);
    stop.abort();
    const { status, out } = await answer;
    assert.equal(status, 130);
    assert.match(out, /7 events, 0 matches of 1 policy\n$/);
  });
});

Deno.test("run watches by name and by container, and says how many that is", async () => {
  await withPolicy(async (file) => {
    for (
      const [flag, selection, what] of [
        ["--name", { name: "nginx" }, `named "nginx"`],
        ["--container", { container: "0123abcd" }, `in a container "0123abcd"`],
      ] as const
    ) {
      const session = new FakeSession();
      const answer = commandLine(["run", file, flag, Object.values(selection)[0] ?? ""], session);
      await until(() => session.watched.size === 1);
      session.settle();
      const { status, err } = await answer;
      assert.deepEqual([status, err], [0, `Watching 2 processes ${what}\n`]);
      assert.deepEqual(session.selected, [selection]);
    }
  });
});

Deno.test("run --ring gives the session the size of its ring", async () => {
  await withPolicy(async (file) => {
    const session = new FakeSession();
    const answer = commandLine(["run", file, "--pid", "7", "--ring", "64M"], session);
    await until(() => session.watched.size === 1);
    session.settle();
    assert.equal((await answer).status, 0);
    assert.equal(session.ringBytes, 64 << 20);
  });
});

Deno.test("run --on-loss says what happens when events are lost", async () => {
  const lost = { type: "lost", count: 3, cause: "ring buffer full", ts: 5 } as const;
  await withPolicy(async (file) => {
    for (
      const [way, expected, code] of [
        ["ignore", /^$/, 0],
        ["warn", /^lost +3 events: ring buffer full/, 0],
        [
          "exit",
          /Ended: 3 events were lost \(ring buffer full\); a larger --ring may outlast the burst\n$/,
          1,
        ],
      ] as const
    ) {
      const session = new FakeSession();
      const answer = commandLine(["run", file, "--pid", "7", "--on-loss", way], session);
      await until(() => session.watched.size === 1);
      session.report(lost);
      if (code === 0) session.settle();
      const { status, err, out } = await answer;
      assert.equal(status, code, way);
      assert.match(err, expected);
      assert.match(out, /7 events, 0 matches/);
      assert.ok(session.closed);
    }
  });
});

Deno.test("record has the session write the file and says what it wrote", async () => {
  const session = new FakeSession();
  const words = ["record", "--pid", "7", "-o", "x.ray", "--rotate", "100M"];
  const answer = commandLine(words, session);
  await until(() => session.watched.size === 1);
  session.settle();
  const { status, err } = await answer;
  assert.deepEqual([status, err], [0, `Wrote 7 events to "x.ray"\n`]);
  assert.deepEqual(session.recorded, [["x.ray", { redact: false, rotate: 100 * 2 ** 20 }]]);
  const wrong = await commandLine(["record", "--pid", "7", "-o", "x", "--rotate", "much"]);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /Cannot take "much" for rotate: a size is a number of bytes/);
});

Deno.test("record ends quietly when nobody reads what it writes any more", async () => {
  const session = new FakeSession();
  session.refuse = new SensorError("closed", "Cannot write on: nobody reads it any more");
  const { status, err } = await commandLine(["record", "--pid", "7", "-o", "-"], session);
  assert.deepEqual([status, err], [0, ""]);
});

Deno.test("trace shows each event in a line, nothing of it raw", async () => {
  const session = new FakeSession();
  const answer = commandLine(["trace", "--pid", "7"], session);
  await until(() => session.watched.size === 1);
  const event = shadowMatch("p").steps[0]?.first;
  assert.ok(event);
  session.happened.send({ ...event, args: { pathname: "/tmp/\x1b[2J" } });
  session.settle();
  const { status, out } = await answer;
  assert.equal(status, 0);
  assert.match(out, /^ *\+0\.001 s .*sh 4242 .*openat\("\/tmp\/\\x1b\[2J"\) = 3\n$/);
});

Deno.test("replay skips malformed lines with a word, and with --strict refuses them", async () => {
  await withPolicy(async (policy) => {
    const trace = `${policy}.ndjson`;
    const event = '{"ts":1,"pid":1,"kind":"openat","args":{"pathname":"/etc/shadow"}}';
    await Deno.writeTextFile(trace, `nonsense\n${event}\n`);
    const words = ["replay", trace, "--policy", policy];
    try {
      const { status, out, err } = await commandLine(words);
      assert.deepEqual([status, err], [0, `${trace}:1: Line is not JSON\n`]);
      assert.match(out, /\n1 event, 1 match of 1 policy, 1 malformed line was skipped\n$/);
      const { base, text } = kept();
      await assert.rejects(
        execute("cli", [...words, "--strict", "--format", "ndjson"], base),
        { status: 1, message: `Cannot read ${trace}:1: Line is not JSON` },
      );
      assert.deepEqual(JSON.parse(text()), {
        type: "error",
        file: trace,
        line: 1,
        message: "Line is not JSON",
      });
    } finally {
      await Deno.remove(trace);
    }
  });
});

Deno.test("replay ends early when it is interrupted, with the summary so far", async () => {
  await withPolicy(async (policy) => {
    const stop = new AbortController();
    stop.abort();
    const trace = new URL("../../policies/shadow_read/positive.ndjson", import.meta.url);
    const words = ["replay", fileURLToPath(trace), "--policy", policy, "--format", "ndjson"];
    const { status, out } = await commandLine(words, new FakeSession(), stop.signal);
    assert.equal(status, 130);
    assert.equal(JSON.parse(out).events, 0);
  });
});

Deno.test("check shows errors of all files, and what each sound policy waits for", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/sub`);
    await Deno.writeTextFile(`${folder}/b.policy`, POLICY);
    await Deno.writeTextFile(`${folder}/sub/a.policy`, POLICY.replace('"p"', '"q"'));
    await Deno.writeTextFile(`${folder}/not-one.txt`, "nonsense");
    const sound = await commandLine(["check", folder]);
    assert.equal(
      sound.out,
      "p: 1 state, waits for openat; by tree\nq: 1 state, waits for openat; by tree\n",
    );
    await Deno.writeTextFile(`${folder}/c.policy`, POLICY);
    const { base, text } = kept();
    await assert.rejects(execute("cli", ["check", folder, "--format", "ndjson"], base), {
      status: 1,
    });
    const lines = text().trimEnd().split("\n").map((line) => JSON.parse(line));
    const error = lines.find((line) => line.type === "error");
    assert.deepEqual([error.file, error.line], [`${folder}/c.policy`, 1]);
    await assert.rejects(commandLine(["check", `${folder}/sub/none`]), { status: 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("every command has a brief without a full stop, and help", async () => {
  for (const place of ["cli", "prompt"] as const) {
    for (const { name, brief } of commandsAt(place)) {
      assert.match(brief, /^[A-Z].*[^.]$/, name);
      const { base, text } = kept();
      assert.equal(await execute(place, [name, "--help"], base), 0);
      assert.match(text(), /\nUsage\n/, name);
    }
  }
});

Deno.test("complete proposes commands, flags and values", async () => {
  const words = async (...line: string[]) =>
    (await complete("cli", line, kept().base)).map(({ word }) => word);
  assert.deepEqual(await words("re"), ["replay", "record"]);
  assert.deepEqual(await words("fsm", "--format", "m"), ["mermaid"]);
  assert.ok((await words("run", "--")).includes("--fail-on-match"));
  assert.deepEqual(await words("completions", ""), ["bash", "zsh", "fish"]);
  assert.deepEqual(await words("run", "--", "l"), [], "a program's words are its own");
  const folder = fileURLToPath(new URL("../../policies/", import.meta.url));
  assert.deepEqual(await words("check", `${folder}sh`), [`${folder}shadow_read/`]);
  assert.deepEqual(await words("check", `${folder}shadow_read/`), [
    `${folder}shadow_read/shadow_read.policy`,
  ]);
});

/** withPolicy runs a test with a policy file. */
async function withPolicy(
  test: (path: string) => Promise<void>,
  text = POLICY,
): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".policy" });
  try {
    await Deno.writeTextFile(path, text);
    await test(path);
  } finally {
    await Deno.remove(path);
  }
}
