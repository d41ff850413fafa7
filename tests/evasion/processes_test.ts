/** Who does what: a sequence shared out among threads and processes. */
import assert from "node:assert/strict";
import { judge, live, program, temporary } from "./harness.ts";

const FIRST = "/etc/passwd";
const SECOND = "/etc/group";

function sequence(subject: string): string {
  return `path "by_${subject}" by ${subject} {
    openat { pathname = "${FIRST}" }
    openat { pathname = "${SECOND}" }
  }`;
}

const SEQUENCES = ["thread", "process", "tree"].map(sequence).join("\n");

for (
  const { way, found } of [
    { way: "thread", found: ["by_process", "by_tree"] },
    { way: "fork", found: ["by_tree"] },
    { way: "vfork", found: ["by_tree"] },
    { way: "daemon", found: ["by_tree"] },
    { way: "sibling", found: ["by_tree"] },
  ]
) {
  live(`a sequence is found ${found.join(" and ")} when it is split by ${way}`, async () => {
    const { matches } = await judge(SEQUENCES, [program("split"), way, FIRST, SECOND]);
    assert.deepEqual(matches.map(({ policy }) => policy).toSorted(), found);
    assert.ok(matches.every(({ steps: [one, two] }) => one?.first.tid !== two?.first.tid));
  });
}

live("two processes of one number are two when the second takes the number at once", async () => {
  const { matches, code } = await judge(SEQUENCES, [program("reuse"), FIRST, SECOND]);
  assert.equal(code, 0);
  assert.deepEqual(matches.map(({ policy }) => policy), ["by_tree"]);
  const [one, two] = matches[0]?.steps ?? [];
  assert.equal(one?.first.pid, two?.first.pid);
});

live("what another process does for one that is watched is not found, the request is", async () => {
  const requests = `${temporary()}/requests`;
  await new Deno.Command("mkfifo", { args: [requests] }).output();
  const servant = new Deno.Command("sh", {
    args: ["-c", `read path < ${requests}; : < "$path"`],
    stdin: "null",
  }).spawn();
  const judged = await judge(
    `path "opened" { openat { file = "${SECOND}" } }
     path "asked" { write { path = "${requests}" } }`,
    ["sh", "-c", `echo ${SECOND} > ${requests}`],
  );
  await servant.status;
  assert.deepEqual(judged.found("opened"), []);
  assert.equal(judged.found("asked").length, 1);
});

live("what a clone made is told as it is counted here, not in its pid namespace", async () => {
  const judged = await judge(
    `path "made" { clone { child != 0 } } path "ended" { exit {} }
     path "itself" { kill { target = 1 } }`,
    [program("spaces")],
  );
  const [process, thread] = judged.said.trim().split(" ").map(Number);
  const made = judged.found("made").slice(-2);
  assert.deepEqual(made.map(({ ret }) => ret), [process, thread]);
  const [first, second] = made;
  assert.notEqual(first?.args["child"], process);
  assert.ok(judged.found("ended").some(({ pid }) => pid === first?.args["child"]));
  assert.ok(judged.found("ended").some(({ tid }) => tid === second?.args["child"]));
  // A number that is passed, on the other hand, stays what was passed.
  assert.equal(judged.found("itself").length, 1);
});
