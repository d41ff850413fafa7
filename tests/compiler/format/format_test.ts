/**
 * Policies before and after, word for word, in golden/. After a deliberate change:
 * deno test -A tests/compiler/format/format_test.ts -- --update
 */
import assert from "node:assert/strict";
import { formatPolicy } from "../../../compiler/format/format.ts";

const folder = new URL("golden/", import.meta.url);
const names = [...Deno.readDirSync(folder)].map((entry) => entry.name)
  .filter((name) => name.endsWith(".before.policy")).sort();

for (const name of names) {
  Deno.test(`formatPolicy lays out a file when it gets ${name}`, () => {
    const text = formatted(Deno.readTextFileSync(new URL(name, folder)));
    const after = new URL(name.replace("before", "after"), folder);
    if (Deno.args.includes("--update")) Deno.writeTextFileSync(after, text);
    assert.equal(text, Deno.readTextFileSync(after));
    assert.equal(formatted(text), text);
  });
}

Deno.test("formatPolicy keeps a step on one line when it fits 100 columns exactly", () => {
  for (const [length, lines] of [[100, 3], [101, 5]] as const) {
    const around = '    openat { pathname = "" }';
    const value = "x".repeat(length - around.length);
    const text = formatted(`path "p" { openat { pathname = "${value}" } }`);
    assert.equal(text.trimEnd().split("\n").length, lines, text);
    assert.equal(text.includes("\n        pathname ="), lines > 3, text);
  }
});

Deno.test("formatPolicy counts what follows a step on its line when that has to fit too", () => {
  const around = '    openat { pathname = "" } ?';
  for (const [length, broken] of [[100, false], [101, true]] as const) {
    const value = "x".repeat(length - around.length);
    const text = formatted(`path "p" { openat { pathname = "${value}" } ? write {} }`);
    assert.equal(text.includes("openat {\n"), broken, text);
  }
});

Deno.test("formatPolicy makes no room for a comment when that ends the line", () => {
  const step = `    openat { pathname = "${"x".repeat(70)}" }`;
  const behind = `path "p" {\n${step} // ${"why ".repeat(20).trim()}\n}\n`;
  assert.equal(formatted(behind), behind);
  const before = behind.replace("//", "/*").replace("why\n", "why\n */\n");
  assert.match(formatted(before), /openat {\n/, "a comment of several lines is in the way");
});

Deno.test("formatPolicy makes no room for comments when they follow a step that nothing separates", () => {
  const step = `openat { pathname = "${"x".repeat(60)}" }`;
  for (const separator of ["", ";"]) {
    const text = `path "p" { ${step}${separator} /* one */ /* two */ /* three */ //\n exit {} }`;
    const once = formatted(text);
    assert.ok(once.includes(`    ${step} /* one */ /* two */ /* three */ //\n`), once);
    assert.equal(formatted(once), once);
  }
});

Deno.test("formatPolicy leaves options where they are when a comment stands among them", () => {
  assert.equal(
    formatted('path "p" severity high /* why */ by tree { exit {} }'),
    'path "p" severity high /* why */ by tree {\n    exit {}\n}\n',
  );
});

Deno.test("formatPolicy keeps every byte of a comment but white space at the end of its line", () => {
  const text = "/* \x1b[31m\t\r \u202e\n  \t*/\n// \x1b]0;x\x07 \ud800\v";
  assert.equal(formatted(`\ufeff\n${text} \t\r\n\r\n`), `${text}\n`);
});

Deno.test("formatPolicy ends lines with a line feed when they ended with more", () => {
  const text = 'path "p" {\r\n  /* a\r\n b */ exit {} // c\r\n}\r\n';
  assert.equal(formatted(text), 'path "p" {\n    /* a\n b */ exit {} // c\n}\n');
});

Deno.test("formatPolicy takes no slashes in a regex for a comment when they are in a list", () => {
  const text = "let A = [/a\\//, /b\\// // c\n]\n";
  assert.equal(formatted(text), "let A = [\n    /a\\//, /b\\//, // c\n]\n");
});

Deno.test("formatPolicy returns nothing for a file without anything", () => {
  for (const text of ["", " \n\n\t", "\ufeff", ";\n;"]) assert.equal(formatted(text), "");
});

Deno.test("formatPolicy gives diagnostics when the syntax is wrong, and only then", () => {
  const wrong = formatPolicy('path "p" { openat { pathname } }', "x.policy");
  assert.ok(!wrong.ok);
  assert.deepEqual(
    wrong.diagnostics.map(({ file, severity, span }) => [file, severity, span.column]),
    [
      ["x.policy", "error", 30],
    ],
  );
  assert.equal(formatPolicy('path "p" { opnat { pathnam = $x } }').ok, true);
});

Deno.test("formatPolicy refuses a policy when its opening brace is missing", () => {
  const text = 'path "p" by tree\n  openat { uid = 0 }\n  exit {}\n}\npath "q" { exit {} }\n';
  const wrong = formatPolicy(text);
  assert.ok(!wrong.ok);
  assert.match(wrong.diagnostics[0]?.message ?? "", /Expected "\{"/);
});

function formatted(text: string): string {
  const result = formatPolicy(text);
  assert.ok(result.ok, text);
  return result.text;
}
