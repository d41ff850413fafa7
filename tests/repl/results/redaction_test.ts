/** Secrets are masked in everything that is shown or saved, whichever way it is asked for. */
import assert from "node:assert/strict";
import type { EventData, Match } from "../../../engine/report.ts";
import { SECRET_TEXTS } from "../../engine/secrets.ts";
import { live } from "../../live/harness.ts";
import { FakeSession, shadowMatch } from "../fake_session.ts";
import { commandLine, Prompt, until } from "../fixture.ts";
import { exeray } from "../process.ts";

const POLICY = 'path "p" { openat { pathname = "/etc/shadow" } }';

/** secretEvent has a secret wherever a process could have put one. */
function secretEvent(text: string): EventData {
  return {
    ...shadowMatch("p").steps[0]?.first as EventData,
    cmdline: text,
    parent: { cmdline: text },
    args: { pathname: "/etc/shadow", content: text, argv: ["x", text], env: [text, "A=b"] },
  };
}

function secretMatch(text: string): Match {
  const event = secretEvent(text);
  return { ...shadowMatch("p"), steps: [{ line: 1, count: 2, first: event, last: event }] };
}

/** VIEWS are the lines that show what a session has told. */
const VIEWS = [
  "matches",
  "matches --format ndjson",
  "explain 1",
  "explain 1 --format ndjson",
  "state",
  "state --format ndjson",
  "targets",
  "targets --format ndjson",
];

for (const [text, secret] of SECRET_TEXTS) {
  Deno.test(`set redact on masks ${JSON.stringify(text.slice(0, 40))} in every view`, async () => {
    await using prompt = new Prompt();
    const { session, bench } = prompt;
    await prompt.type(POLICY);
    await prompt.type("attach 1");
    session.watched.set(2, { pid: 2, name: text, follow: true, processes: 1 });
    session.report(secretMatch(text));
    await until(() => prompt.reported.length === 1);
    session.runs = [{
      policy: "p",
      subject: { by: "tree", id: 1 },
      state: 0,
      stateName: "start",
      waits: [],
      start: 0,
      since: 0,
      left: null,
      steps: secretMatch(text).steps,
      tainted: false,
    }];
    const shown = async () => {
      const stop = new AbortController();
      const events = ["events", "events --format ndjson"].map((line) =>
        prompt.type(line, stop.signal)
      );
      await until(() => session.happened.size === 2);
      session.happened.send(secretEvent(text));
      await until(() => session.happened.backlog === 0);
      stop.abort();
      const answers = [
        ...await Promise.all(events),
        ...await Promise.all(VIEWS.map((line) => prompt.type(line))),
      ];
      for (const { status, err } of answers) assert.equal(status, 0, err);
      bench.announce(text);
      return [...answers.map(({ out }) => out), prompt.reported.at(-1) ?? ""].join("\n")
        // A view breaks long lines, and JSON writes line breaks as escapes.
        .replace(/\n[│ ]*/g, "");
    };
    const plain = secret.replace(/\n/g, "");
    assert.ok((await shown()).includes(plain), "without it everything is shown");
    await prompt.type("set redact on");
    const masked = await shown();
    assert.ok(!masked.includes(plain), masked);
    assert.ok(masked.includes("[redacted:"));
    await prompt.type("set redact off");
    assert.ok((await shown()).includes(plain), "what is kept is not changed");
  });
}

Deno.test("a match that is masked still quotes its policy's source", async () => {
  await using prompt = new Prompt();
  await prompt.type("set redact on");
  await prompt.type(POLICY);
  await prompt.type("attach 1");
  prompt.session.report(secretMatch("PGPASSWORD=hunter2"));
  await until(() => prompt.reported.length === 1);
  const { out } = await prompt.type("explain 1");
  assert.match(out, /line 1: openat \{/);
  assert.ok(!out.includes("hunter2"));
});

Deno.test("run and trace --redact mask what they write, run without it does not", async () => {
  for (const format of ["text", "ndjson"]) {
    for (
      const [words, masks] of [
        [["run", "policies/shadow_read", "--redact"], true],
        [["run", "policies/shadow_read"], false],
        [["trace", "--redact"], true],
      ] as const
    ) {
      const session = new FakeSession();
      const done = commandLine([...words, "--pid", "7", "--format", format], session);
      await until(() => session.sent.size > 0);
      session.report(secretMatch("PGPASSWORD=hunter2"));
      session.happened.send(secretEvent("PGPASSWORD=hunter2"));
      await until(() => session.sent.backlog + session.happened.backlog === 0);
      session.settle();
      const { out } = await done;
      assert.equal(out.includes("hunter2"), !masks, `${words.join(" ")}: ${out}`);
    }
  }
});

Deno.test("replay --redact masks its matches", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const written = {
      ts: 1,
      pid: 1,
      kind: "write",
      args: { fd: 1, content: "TOKEN=hunter2" },
      ret: 13,
    };
    await Deno.writeTextFile(
      `${folder}/p.policy`,
      'path "p" { write { content contains "hunter2" } }',
    );
    await Deno.writeTextFile(`${folder}/t.ndjson`, `${JSON.stringify(written)}\n`);
    for (const format of ["text", "ndjson"]) {
      const words = ["replay", `${folder}/t.ndjson`, "--policy", folder, "--format", format];
      assert.match((await commandLine(words)).out, /TOKEN=hunter2/);
      const { out } = await commandLine([...words, "--redact"]);
      assert.ok(!out.includes("TOKEN=hunter2") && out.includes("TOKEN=[redacted:value]"), out);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

live("record --redact writes masked NDJSON, and refuses raw records", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = `${folder}/x.ndjson`;
    const words = [
      "--",
      "sh",
      "-c",
      `MY_TOKEN=hunter2 /bin/echo api_key=hunter2 --password hunter2`,
    ];
    const done = await exeray(["record", "--redact", "--output", file, ...words]);
    assert.equal(done.code, 0, done.err);
    const text = await Deno.readTextFile(file);
    assert.ok(!text.includes("hunter2"));
    for (
      const kept of ["MY_TOKEN=[redacted:value]", '"api_key=[redacted:value]"', '"--password"']
    ) {
      assert.ok(text.includes(kept), kept);
    }
    const refused = await exeray(["record", "--redact", "--output", `${folder}/x.ray`, ...words]);
    assert.deepEqual([refused.code, refused.err], [
      1,
      `exeray: Cannot mask secrets in "${folder}/x.ray": it would hold raw records ` +
      "(record to .ndjson or .ndjson.zst)\n",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
