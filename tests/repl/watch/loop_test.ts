import assert from "node:assert/strict";
import { PAPER } from "../../../repl/views/screen.ts";
import type { Key } from "../../../repl/terminal/keys.ts";
import type { Stage } from "../../../repl/terminal/terminal.ts";
import { watchSession } from "../../../repl/watch/loop.ts";
import { FakeSession, shadowMatch } from "../fake_session.ts";
import { MACHINE, TRANSITIONS } from "../views/samples.ts";
import { run } from "./samples.ts";

/** FakeStage is drawn on, and presses keys when its screen shows something. */
class FakeStage implements Stage {
  readonly size = { columns: 80, rows: 24 };
  lines: readonly string[] = [];
  #idle = 0;
  readonly #script: [shows: string, press: () => Key | null][];

  constructor(script: [shows: string, press: () => Key | null][]) {
    this.#script = script;
  }

  draw(lines: readonly string[]): void {
    this.lines = lines;
  }

  async next(): Promise<Key | null> {
    const [due] = this.#script;
    if (due !== undefined && this.lines.some((line) => line.includes(due[0]))) {
      this.#script.shift();
      return due[1]();
    }
    if (++this.#idle > 10_000) throw new Error(`In vain:\n${this.lines.join("\n")}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return null;
  }
}

const key = (name: string): Key =>
  name.length === 1 ? { name: "text", text: name } : { name, text: "" };

function watched(session: FakeSession | null) {
  return {
    shell: {
      opened: session,
      machines: new Map([[MACHINE.name, MACHINE]]),
      matches: [shadowMatch(MACHINE.name)],
      firstMatch: 5,
      sourceOf: () => null,
    },
    screen: () => PAPER,
  };
}

Deno.test("watchSession shows what moves in a session until q is pressed", async () => {
  const session = new FakeSession();
  await session.load([MACHINE]);
  await session.attach(4000);
  session.runs = [run(4000, 1)];
  const stage = new FakeStage([
    ["4000 p4000", () => {
      const [move] = TRANSITIONS;
      if (move !== undefined) session.moved.send(move);
      return key("m");
    }],
    ["match 5 ", () => key("escape")],
    ["shadow_exfiltration", () => key("q")],
  ]);
  const { signal } = new AbortController();
  await watchSession(stage, { ...watched(session), signal });
  assert.equal(session.moved.size, 0, "nobody reads the moves any more");
});

Deno.test("watchSession shows the loaded policies when there is no session yet", async () => {
  const stage = new FakeStage([["shadow_exfiltration  high  by tree", () => key("C-c")]]);
  await watchSession(stage, { ...watched(null), signal: new AbortController().signal });
});

Deno.test("watchSession ends when it is interrupted from outside", async () => {
  const stop = new AbortController();
  const stage = new FakeStage([["no target", () => {
    stop.abort();
    return null;
  }]]);
  await watchSession(stage, { ...watched(null), signal: stop.signal });
});

Deno.test("watchSession rejects with what has broken the session", async () => {
  const session = new FakeSession();
  session.targets = () => Promise.reject(new Error("the sensor's thread failed"));
  await assert.rejects(
    watchSession(new FakeStage([]), { ...watched(session), signal: new AbortController().signal }),
    /thread failed/,
  );
  session.moved.close();
});
