/**
 * Prints the events of a process and its children that fulfil a step, as NDJSON, until the process
 * ends or Ctrl-C. Run: `deno run -q -P=hunt examples/stream.ts PID 'openat { pathname =~ "^/etc/" }'`
 */
import { compile, formatDiagnostic, openSession, stepAlone, toJson } from "../mod.ts";

const [pid, step] = Deno.args;
const text = `path "stream" { ${step} }`;
const { machines: [machine], diagnostics } = compile(text, { file: "step" });
for (const problem of diagnostics) console.error(formatDiagnostic(problem, text));
if (machine === undefined) Deno.exit(1);

const stop = new AbortController();
Deno.addSignalListener("SIGINT", () => stop.abort());

await using session = await openSession();
const events = session.events({ where: stepAlone(machine, 0), signal: stop.signal });
const losses = session.reports({ signal: stop.signal });
await session.attach(Number(pid));
console.error(`Watching ${pid}`);
session.idle().then(() => stop.abort(), () => {});

const told = (async () => {
  for await (const report of losses) {
    if (report.type === "lost") console.error(`${report.count} events lost: ${report.cause}`);
  }
})();

const out = Deno.stdout.writable.getWriter();
const encoder = new TextEncoder();
try {
  for await (const event of events) await out.write(encoder.encode(`${toJson(event)}\n`));
} catch (error) {
  // Whoever read this has enough: `stream.ts ... | head`.
  if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  stop.abort();
}
await told;
