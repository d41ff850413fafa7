import assert from "node:assert/strict";
import fc from "fast-check";
import {
  redact,
  redactEnvironment,
  redactEvent,
  redactList,
  redactText,
  SECRETS,
} from "../../engine/redact.ts";
import type { EventData } from "../../engine/report.ts";
import { HARMLESS, SECRET_TEXTS } from "./secrets.ts";

for (const [text, secret] of SECRET_TEXTS) {
  Deno.test(`redactText masks the secret in ${JSON.stringify(text.slice(0, 50))}`, () => {
    const masked = redactText(text);
    assert.ok(text.includes(secret), "the corpus is right");
    assert.ok(!masked.includes(secret), masked);
    assert.match(masked, /\[redacted:[\w-]+\]/);
    assert.equal(redactText(masked), masked, "a mask is left alone");
  });
}

for (const text of HARMLESS) {
  Deno.test(`redactText leaves ${JSON.stringify(text.slice(0, 50))} as it is`, () => {
    assert.equal(redactText(text), text);
    assert.deepEqual(redactEnvironment([text]), [text]);
  });
}

Deno.test("every row of the table is needed by some text of the corpus", () => {
  for (const { find, name } of SECRETS) {
    const found = SECRET_TEXTS.some(([text]) => text.replace(find, "") !== text);
    assert.ok(found, `${name}: ${find.source}`);
  }
});

Deno.test("redactText keeps what stands around a secret", () => {
  assert.equal(
    redactText("curl -H 'Authorization: Bearer abc.def.123' https://u:pw1@h/x?api_key=k7&y=1"),
    "curl -H 'Authorization: Bearer [redacted:authorization]' " +
      "https://u:[redacted:password]@h/x?api_key=[redacted:value]&y=1",
  );
});

Deno.test("redactList masks the word behind a flag, and the password of a user", () => {
  assert.deepEqual(
    redactList([
      "x",
      "--password",
      "hunter2",
      "-u",
      "bob:hunter2",
      "--token=abc",
      "--secret",
      "-v",
    ]),
    [
      "x",
      "--password",
      "[redacted:value]",
      "-u",
      "bob:[redacted:password]",
      "--token=[redacted:value]",
      "--secret",
      "-v",
    ],
  );
});

Deno.test("redactEnvironment masks values that only look random", () => {
  const entries = [
    "SOMETHING=9f86d081884c7d659a2feaa0c55ad015",
    "OTHER=kJ8sD0qLmZ3xV7bN2cT5yR9w",
    "PATH=/usr/local/bin:/usr/bin",
    "NUMBER=00000000000000000000000000000000",
    "WORDS=thequickbrownfoxjumpsoverthelazydog",
  ];
  assert.deepEqual(redactEnvironment(entries), [
    "SOMETHING=[redacted:value]",
    "OTHER=[redacted:value]",
    ...entries.slice(2),
  ]);
});

const EVENT: EventData = {
  ts: 1,
  pid: 2,
  tid: 2,
  kind: "execve",
  cmdline: "mysql --password hunter2",
  parent: { pid: 1, cmdline: "sh -c TOKEN=hunter2 mysql" },
  container: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  args: {
    filename: "/usr/bin/mysql",
    argv: ["mysql", "--password", "hunter2"],
    env: ["MYSQL_PWD=hunter2", "PWD=/home/a"],
    content: "api_key: hunter2",
    argc: 3,
  },
};

Deno.test("redactEvent masks arguments and command lines, and nothing else", () => {
  const masked = redactEvent(EVENT);
  assert.ok(!JSON.stringify(masked).includes("hunter2"), JSON.stringify(masked));
  assert.deepEqual(
    [masked.container, masked.args.filename, masked.args.argc],
    [EVENT.container, EVENT.args.filename, 3],
  );
  assert.deepEqual((masked.args.env as string[])[1], "PWD=/home/a");
  assert.equal(EVENT.args.content, "api_key: hunter2", "the event itself is not changed");
});

Deno.test("redact reaches events however deep, and returns what holds no secret as it is", () => {
  const deep = { steps: [{ line: 1, first: EVENT }], by: new Map([[1, [EVENT]]]), n: 1n };
  const masked = redact(deep);
  assert.ok(!JSON.stringify([masked.steps, [...masked.by]]).includes("hunter2"));
  const clean = { steps: [{ first: { ...EVENT, cmdline: "ls", parent: {}, args: {} } }] };
  assert.equal(redact(clean), clean);
});

Deno.test("redactText masks a secret once, whatever stands around it", () => {
  const around = fc.string({ unit: "binary", maxLength: 30 });
  fc.assert(fc.property(around, around, fc.constantFrom(...SECRET_TEXTS), (left, right, [text]) => {
    const masked = redactText(`${left}\n${text}\n${right}`);
    assert.equal(redactText(masked), masked);
  }));
});

Deno.test("redactText ends when a long text is made to be slow", () => {
  // What takes more than linear time would not end here.
  const units = [
    "eyJ",
    "-eyJ",
    "token",
    "--token",
    " --token ",
    "-----BEGIN PRIVATE KEY-----",
    "://",
    "a:b@",
    "authorization: ",
    "bearer ",
    "cookie:",
    "$1$",
    '"',
    "'",
    "=",
    " ",
    "_key",
    "AKIA",
    "sk-",
    "a",
    "ya29.",
    "-----END ",
    "password= ",
    "\\n",
    "-",
  ];
  for (const unit of units) {
    for (const text of [unit.repeat(300_000), `${"a".repeat(300_000)}${unit}`]) {
      assert.equal(typeof redactText(text), "string");
    }
  }
});
