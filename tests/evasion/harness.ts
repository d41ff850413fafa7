/**
 * Tests of what a process can do to stay unseen: a small program hides something, policies that an
 * analyst would write run over it in a session, and the test says what they found.
 */
import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import type { EventData, Lost, Match, Summary } from "../../engine/report.ts";
import { openSession } from "../../session/session.ts";
import type { SessionOptions } from "../../session/types.ts";
import { temporary } from "../live/harness.ts";

export { live, temporary } from "../live/harness.ts";

/** X64 is whether this machine has the calls and the 32-bit entry that only x86-64 has. */
export const X64 = Deno.build.arch === "x86_64";

const built = new Map<string, string>();

/** program compiles programs/NAME.c and returns the path of what comes out. */
export function program(name: string): string {
  const path = built.get(name) ?? `${temporary()}/${name}`;
  if (built.has(name)) return path;
  const source = new URL(`programs/${name}.c`, import.meta.url).pathname;
  const { success, stderr } = new Deno.Command("gcc", {
    args: ["-O1", "-Wall", "-o", path, source, "-lpthread"],
  }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  built.set(name, path);
  return path;
}

/** Judged is what policies said of a command. */
export class Judged {
  constructor(
    readonly matches: readonly Match[],
    readonly warnings: readonly string[],
    readonly lost: readonly Lost[],
    readonly summary: Summary,
    readonly code: number,
    /** said is what the command printed. */
    readonly said: string,
  ) {}

  /** found lists the events that completed the matches of a policy. */
  found(policy: string): readonly EventData[] {
    return this.matches.filter((match) => match.policy === policy).map(({ steps }) => {
      const step = steps.at(-1);
      assert.ok(step !== undefined);
      return step.first;
    });
  }

  /** calls lists the names of the calls that completed the matches of a policy. */
  calls(policy: string): readonly (string | undefined)[] {
    return this.found(policy).map(({ syscall }) => syscall);
  }
}

/** judge runs a command to its end under policies, and fails where something is lost. */
export async function judge(policies: string, command: readonly string[]): Promise<Judged> {
  const judged = await judgeWithLoss(policies, command);
  assert.deepEqual(judged.lost, []);
  return judged;
}

/** judgeWithLoss does the same and leaves it to the test what to make of a loss. */
export async function judgeWithLoss(
  policies: string,
  command: readonly string[],
  options: SessionOptions = {},
): Promise<Judged> {
  const { machines, diagnostics } = compile(policies);
  assert.deepEqual(diagnostics, []);
  await using session = await openSession({ ...options, policies: machines });
  const matches: Match[] = [], warnings: string[] = [], lost: Lost[] = [];
  const listening = (async () => {
    for await (const report of session.reports()) {
      if (report.type === "match") matches.push(report);
      if (report.type === "warning") warnings.push(report.message);
      if (report.type === "lost") lost.push(report);
    }
  })();
  let said = "";
  const child = await session.run(command, { onOutput: (text) => said += text });
  const { code } = await child.status;
  await session.idle();
  const summary = await session.close();
  await listening;
  return new Judged(matches, warnings, lost, summary, code, said);
}
