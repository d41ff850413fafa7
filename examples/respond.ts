/**
 * Runs a program and stops the process whose sequence matches, before it has done much more: it
 * stays there to be looked at, until somebody sends SIGCONT or SIGKILL. Run:
 * `deno run -q -P=hunt --allow-run examples/respond.ts sh suspect.sh`
 */
import { compile, openSession, quoted, SensorError } from "../mod.ts";

const { machines } = compile(`
  path "shadow_packed" by tree within 1m severity critical {
    openat { pathname =~ "^/etc/g?shadow$", ret >= 0 }
    execve { filename =~ "/(base64|gzip|xz|openssl|curl|nc)$" }
  }
`);

try {
  await using session = await openSession({ policies: machines });
  const stop = new AbortController();
  const matches = session.matches({ signal: stop.signal });
  const child = await session.run(Deno.args);
  // What has happened until the last process of its tree ended has been delivered by then.
  session.idle().then(() => stop.abort(), () => {});

  for await (const { policy, steps, end } of matches) {
    const last = steps.at(-1)?.first;
    if (last === undefined) continue;
    try {
      Deno.kill(last.pid, "SIGSTOP");
    } catch (error) {
      // Between the match and here it may have ended: nobody waits for this program.
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      console.log(`${policy}: ${last.pid} has ended already`);
      continue;
    }
    const at = new Date(Date.parse(session.clock.start ?? "") + end / 1e6).toISOString();
    const what = quoted(String(last.args["filename"]));
    console.log(`${policy}: stopped ${last.pid}, which was to run ${what}, at ${at}`);
    // This program ends here, though the one that it has stopped does not.
    child.unref();
    break;
  }
} catch (error) {
  if (!(error instanceof SensorError)) throw error;
  console.error(error.message);
  if (error.remedy !== null) console.error(error.remedy);
  Deno.exitCode = 1;
}
