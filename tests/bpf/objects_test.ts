import assert from "node:assert/strict";
import { createHash } from "node:crypto";

const folder = new URL("../../bpf/", import.meta.url);

Deno.test("the BPF objects are those of the sources when their hashes are compared", () => {
  const noted = new Map(
    Deno.readTextFileSync(new URL("objects.sha256", folder)).trim().split("\n")
      .map((line) => line.split("  "))
      .map(([hash = "", name = ""]) => [name, hash]),
  );
  const present = [...Deno.readDirSync(folder)]
    .map(({ name }) => name)
    .filter((name) => /\.(c|h|o|sh)$/.test(name));
  assert.deepEqual([...noted.keys()].sort(), present.sort(), "run deno task bpf");
  for (const name of present) {
    const bytes = Deno.readFileSync(new URL(name, folder));
    const hash = createHash("sha256").update(bytes).digest("hex");
    assert.equal(hash, noted.get(name), `${name} has changed: run deno task bpf`);
  }
});

Deno.test("the BPF sources say their licence when they are opened", () => {
  for (const { name } of Deno.readDirSync(folder)) {
    if (!/\.(c|h|sh)$/.test(name)) continue;
    const head = Deno.readTextFileSync(new URL(name, folder)).split("\n").slice(0, 2).join("\n");
    assert.match(head, /SPDX-License-Identifier: \(MIT OR GPL-2\.0-only\)/, name);
  }
});
