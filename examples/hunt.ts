/** Who reads the shadow file and then starts `id`? Run: `deno run -P=hunt examples/hunt.ts`. */
import { compile, openSession } from "../mod.ts";

const { machines, diagnostics } = compile(`
  path "shadow_read" by tree within 10s severity high {
    openat { pathname = "/etc/shadow", ret >= 0 }
    execve { filename =~ "/id$" }
  }
`);
for (const problem of diagnostics) console.error(problem.message);

await using session = await openSession({ policies: machines });
const matches = session.matches();
const child = await session.run(["sh", "-c", "head -c 0 /etc/shadow; id"]);
child.status.then(() => session.idle()).then(() => session.close());

for await (const match of matches) {
  console.log(`${match.policy}: ${match.steps.length} steps in tree ${match.subject.id}`);
  for (const { first, line } of match.steps) console.log(`  line ${line}:`, first.kind, first.args);
}
