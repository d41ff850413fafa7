/** Whole sittings at a terminal, typed as an analyst types them, compared line by line. */
import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { isPrompt, shellPty } from "./shell_pty.ts";
import type { Pty } from "./terminal/pty.ts";

/** at waits for a prompt that tells what is given, with nothing typed behind it. */
function at(pty: Pty, prompt: string): Promise<string[]> {
  return pty.until((lines) => lines.at(-1) === prompt);
}

/** normal writes what differs from one time to the next in one way: numbers and spans. */
function normal(line: string): string {
  return line.replace(/\d[\d,]*(?:[.:]\d+)* (?:µs|ms|s|min)\b/g, "TIME")
    .replace(/\d\d:\d\d:\d\d\.\d+/g, "CLOCK")
    .replace(/\/tmp\/exeray-sitting-\w+/g, "FOLDER")
    // It may be between two of its sleeps.
    .replace(/ and \d+ more of its tree$/, "")
    .replace(/\d[\d,]*/g, "N").trimEnd();
}

/**
 * told leaves out what is said of single lines while they are typed: a terminal that is typed to
 * faster than a person types shows only some of it.
 */
function told(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !/^ {8}\S/.test(line));
}

const SITTING = `\
exeray> path "reads" by tree within Nm {
   ...>   openat { pathnam = "/etc/hostname" }
   ...>   execve { filename =~ "true$" }
   ...> }
prompt:N:N: error: There is no field "pathnam" in openat
  N  |   openat { pathnam = "/etc/hostname" }
     |            ^^^^^^^
     = hint: Did you mean "pathname"?
exeray> path "reads" by tree within Nm {
   ...>   openat { pathname = "/etc/hostname" }
   ...>   execve { filename =~ "true$" }
   ...> }
reads: N states, waits for openat, execve; by tree, within TIME
exeray Np> attach N
Watching N (/bin/sh FOLDER/suspect.sh)
exeray Np Nt> record FOLDER/hunt.ndjson
Recording to "FOLDER/hunt.ndjson"; record stop completes it
match N  medium  reads  tree N  N events in TIME  at CLOCK
exeray Np Nt rec N match> explain N
match N: reads (medium), tree N
  from CLOCK to CLOCK: N events in TIME

● CLOCK  sh N
│ openat("/etc/hostname", flags=O_RDONLY) = ?
│ line N: openat { pathname = "/etc/hostname" }
│
│ TIME
│
● CLOCK  sh N
│ execve("/bin/true", argv=["/bin/true"], env=[N entries]) = ?
│ line N: execve { filename =~ "true$" }
exeray Np Nt rec> record stop
Wrote N events to "FOLDER/hunt.ndjson"
exeray Np Nt> detach N
No longer watching N
exeray Np> replay FOLDER/hunt.ndjson
match: reads (medium), tree N
  from CLOCK to CLOCK: N events in TIME

● CLOCK  sh N
│ openat("/etc/hostname", flags=O_RDONLY) = ?
│ line N: openat { pathname = "/etc/hostname" }
│
│ TIME
│
● CLOCK  sh N
│ execve("/bin/true", argv=["/bin/true"], env=[N entries]) = ?
│ line N: execve { filename =~ "true$" }

N events, N match of N policy`.split("\n");

live("an analyst defines, mends, attaches, explains, records, replays and leaves", async () => {
  const folder = Deno.makeTempDirSync({ prefix: "exeray-sitting-" });
  Deno.writeTextFileSync(
    `${folder}/suspect.sh`,
    `until [ -e ${folder}/go ]; do sleep 0.1; done; read x < /etc/hostname; /bin/true; sleep 600\n`,
  );
  const suspect = new Deno.Command("/bin/sh", {
    args: [`${folder}/suspect.sh`],
    stdin: "null",
    clearEnv: true,
    env: Object.fromEntries(["PATH", ..."ABCDEFGH"].map((name) => [name, "/usr/bin:/bin"])),
  }).spawn();
  try {
    await using pty = await shellPty({ columns: 100, rows: 50 });
    await pty.type('path "reads" by tree within 1m {\n');
    await pty.type('  openat { pathnam = "/etc/hostname" }\n  execve { filename =~ "true$" }\n}\n');
    await pty.until("     = hint: ");
    // The one letter that is missing, put into the entry that Up brings back.
    await pty.press("Up", "Left", "Up", "Up", "M-f", "M-f");
    await pty.type("e\n");
    await pty.until("reads: 2 states");
    await at(pty, "exeray 1p>");
    await pty.type(`attach ${suspect.pid}\n`);
    await at(pty, "exeray 1p 1t>");
    await pty.type(`record ${folder}/hunt.ndjson\n`);
    await at(pty, "exeray 1p 1t rec>");
    await pty.type("expl");
    Deno.writeTextFileSync(`${folder}/go`, "");
    await at(pty, "exeray 1p 1t rec 1 match> expl");
    await pty.type("ain 1\n");
    await at(pty, "exeray 1p 1t rec>");
    await pty.type("record stop\n");
    await at(pty, "exeray 1p 1t>");
    await pty.type(`detach ${suspect.pid}\n`);
    await at(pty, "exeray 1p>");
    await pty.type(`replay ${folder}/hunt.ndjson\n`);
    await pty.until((lines) =>
      lines.some((line) => / of 1 policy/.test(line)) && isPrompt(lines.at(-1))
    );
    await pty.type("exit\n");
    assert.equal(await pty.status(), 0);
    const lines = (await pty.screen({ scrollback: true })).map(normal);
    assert.deepEqual(told(lines.slice(3, lines.indexOf("exeray Np> exit"))), SITTING);
  } finally {
    suspect.kill("SIGKILL");
    await suspect.status;
    Deno.removeSync(folder, { recursive: true });
  }
});

/** folded adds up what is told of matches in lines that stand for many. */
function folded(lines: readonly string[]): number {
  return lines.reduce((sum, line) => {
    const [, count = "0"] = /^and ([\d,]+) more match/.exec(line) ?? [];
    return sum + Number(count.replace(",", ""));
  }, 0);
}

live(
  "a burst of 1,000 matches takes a handful of lines and leaves what is typed alone",
  async () => {
    const folder = Deno.makeTempDirSync({ prefix: "exeray-sitting-" });
    try {
      await using pty = await shellPty({ columns: 100, rows: 50 });
      await pty.type('path "each" by process { openat { pathname = "/etc/hostname" } }\n');
      await at(pty, "exeray 1p>");
      const script = `until [ -e ${folder}/go ]; do sleep 0.1; done; i=0; ` +
        "while [ $i -lt 1000 ]; do read x < /etc/hostname; i=$((i + 1)); done";
      await pty.type(`run sh -c '${script}'\n`);
      await at(pty, "exeray 1p 1t>");
      await pty.press("C-l");
      await at(pty, "exeray 1p 1t>");
      await pty.type("explain 1000");
      await pty.press("Left", "Left", "Left", "Left");
      Deno.writeTextFileSync(`${folder}/go`, "");
      // Five are told one by one, the others in lines with their numbers.
      const lines = await pty.until((lines) =>
        lines.at(-1) === "exeray 1p 1,000 matches> explain 1000" &&
        lines.some((line) => line.includes("has ended")) &&
        folded(lines) === 995
      );
      assert.equal(lines.filter((line) => /^match \d+ .* each /.test(line)).length, 5);
      assert.ok(lines.length <= 12, lines.join("\n"));
      assert.equal((await pty.cursor()).column, "exeray 1p 1,000 matches> explain ".length);
      await pty.press("C-k");
      await pty.type("999\n");
      await pty.until("match 999: each (medium)");
      await at(pty, "exeray 1p>");
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  },
);

live("a terminal of 40 columns holds a whole sitting", async () => {
  await using pty = await shellPty({ columns: 40, rows: 60 });
  await pty.type("load policies/shadow_read\n");
  await at(pty, "exeray 1p>");
  await pty.type("run sh policies/shadow_read/provoke.sh\n");
  await pty.until((lines) => lines.at(-1) === "exeray 1p 1 match>");
  for (const entry of ["policies", "targets", "matches", "state", "help openat", "help prompt"]) {
    await pty.type(`${entry}\n`);
    await pty.until((lines) =>
      isPrompt(lines.at(-1)) && lines.some((line) => line.endsWith(`> ${entry}`))
    );
    await pty.press("C-l");
    await pty.until((lines) => lines.length === 1 && isPrompt(lines[0]));
  }
  await pty.type("explain 1\n");
  const lines = await pty.until((lines) =>
    isPrompt(lines.at(-1)) && lines.some((line) => line.startsWith("● "))
  );
  for (const line of lines) assert.ok(line.length <= 40, line);
  await pty.press("C-d");
  assert.equal(await pty.status(), 0);
});
