/** The programs in examples/, run as their first lines say, on harmless processes of the test's own. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { live, temporary } from "../live/harness.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** example starts a program of examples/ with the permissions that its first lines give it. */
function example(name: string, flags: readonly string[], args: readonly string[]) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", ...flags, `examples/${name}.ts`, ...args],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** ended is what a program has said when it has ended. */
async function ended(child: Deno.ChildProcess) {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, said: decoder.decode(stdout), errors: decoder.decode(stderr) };
}

/** lines are what a program says, as it does; `until` reads on to a line that it takes. */
function lines(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  return {
    async until(pattern: RegExp): Promise<RegExpMatchArray> {
      for (;;) {
        const found = pattern.exec(text);
        if (found !== null) return found;
        const { value, done } = await reader.read();
        if (done) throw new Error(`It ended before it said ${pattern}: ${text}`);
        text += value;
      }
    },
    close: () => reader.cancel(),
  };
}

function stateOf(pid: number): string | undefined {
  try {
    return /\) (\S)/.exec(Deno.readTextFileSync(`/proc/${pid}/stat`))?.[1];
  } catch {
    return undefined;
  }
}

live("examples/hunt.ts finds its match with the permissions of its own set", async () => {
  const { code, said, errors } = await ended(example("hunt", ["-P=hunt"], []));
  assert.equal(code, 0, errors);
  assert.match(said, /^shadow_read: 2 steps in tree \d+$/m);
  assert.match(said, /line 4: execve/);
});

live("examples/respond.ts stops the process whose sequence matched, and ends", async () => {
  const script = "head -c 0 /etc/shadow; base64 /dev/zero > /dev/null; :";
  const child = example("respond", ["-P=hunt", "--allow-run"], ["sh", "-c", script]);
  const said = lines(child.stdout);
  const [, found] = await said.until(/^shadow_packed: stopped (\d+), .*"\S+base64", at 2\S+Z\n/m);
  const pid = Number(found);
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  const parent = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]);
  try {
    assert.equal((await child.status).code, 0);
    while (stateOf(pid) === "R") await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(stateOf(pid), "T");
  } finally {
    for (const each of [parent, pid]) Deno.kill(each, "SIGKILL");
    await Promise.all([said.close(), child.stderr.cancel()]);
  }
});

live("examples/respond.ts says in one line that a command is not there", async () => {
  const { code, errors } = await ended(
    example("respond", ["-P=hunt", "--allow-run"], ["/no/such/command"]),
  );
  assert.equal(code, 1);
  assert.match(errors, /^Cannot start "\/no\/such\/command": /m);
  assert.doesNotMatch(errors, /^\s+at /m);
});

Deno.test("examples/prototype.ts tells which recordings match, without root", async () => {
  const pack = "policies/shadow_read";
  const [policy, positive, negative] = [
    `${pack}/shadow_read.policy`,
    `${pack}/positive.ndjson`,
    `${pack}/negative.ndjson`,
  ];
  const right = await ended(example("prototype", ["--allow-read"], [policy, positive, negative]));
  assert.equal(right.said, `ok    ${positive}: 1 matches\nok    ${negative}: 0 matches\n`);
  assert.equal(right.code, 0, right.errors);
  const missing = await ended(example("prototype", ["--allow-read"], [policy, "/no/such.ndjson"]));
  assert.equal(missing.code, 1);
  assert.equal(missing.errors, 'Cannot read "/no/such.ndjson": there is no such file\n');
});

live("examples/stream.ts prints what fulfils its step, and ends with the process", async () => {
  const folder = temporary();
  const script = `while ! [ -e ${folder}/go ]; do sleep 0.01; done; cat /etc/hostname; exit 0`;
  const watched = new Deno.Command("sh", { args: ["-c", script], stdout: "null" }).spawn();
  const step = `openat { pathname in ["${folder}/seen", "/etc/hostname"] }`;
  const child = example("stream", ["-P=hunt"], [`${watched.pid}`, step]);
  try {
    const said = lines(child.stdout);
    const errors = lines(child.stderr);
    await errors.until(/^Watching \d+\n/);
    await Deno.writeTextFile(`${folder}/go`, "");
    const [line] = await said.until(/^.*\n/);
    assert.equal(JSON.parse(line).args.pathname, "/etc/hostname");
    assert.equal((await child.status).code, 0);
    await Promise.all([said.close(), errors.close()]);
  } finally {
    await watched.status;
  }
});

live("examples/follow.ts takes up a policy that has changed while it watches", async () => {
  const folder = temporary();
  const name = `exeray-${Deno.pid}`;
  await Deno.copyFile("/bin/sh", `${folder}/${name}`);
  const policy = (of: string) => `path "${of}" { openat { pathname = "/etc/hostname" } }`;
  await Deno.writeTextFile(`${folder}/one.policy`, policy("before"));
  const watched = new Deno.Command(`${folder}/${name}`, {
    args: ["-c", "while :; do : < /etc/hostname; sleep 0.01; done"],
  }).spawn();
  const child = example("follow", ["-P=hunt", "--allow-read"], [folder, name]);
  try {
    const said = lines(child.stdout);
    const errors = lines(child.stderr);
    assert.equal(Number((await errors.until(/^Watching (\d+)\n/))[1]), watched.pid);
    await said.until(/^\{"type":"match","policy":"before".*\n/m);
    await Deno.writeTextFile(`${folder}/one.policy`, 'path "broken" { opnat {} }');
    await errors.until(/There is no kind/);
    await Deno.writeTextFile(`${folder}/one.policy`, policy("after"));
    await errors.until(/^1 added, 0 changed, 1 removed\n/m);
    await said.until(/^\{"type":"match","policy":"after".*\n/m);
    child.kill("SIGINT");
    assert.equal((await child.status).code, 0);
    await Promise.all([said.close(), errors.close()]);
  } finally {
    watched.kill("SIGKILL");
    await watched.status;
  }
});
