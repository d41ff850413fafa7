import assert from "node:assert/strict";
import { PLAIN } from "../../../repl/views/palette.ts";
import { drawWatch } from "../../../repl/watch/screen.ts";
import { runStrip } from "../../../repl/watch/strip.ts";
import { width } from "../../../repl/views/width.ts";
import { type Model, START, withMoves, withSample } from "../../../repl/watch/model.ts";
import { golden } from "../views/golden.ts";
import { TRANSITIONS } from "../views/samples.ts";
import { BUSY, EMPTY, LONG, MANY, moved, NOW, pressed, run, seen, status } from "./samples.ts";

/** screenOf is a golden test of a whole screen, of 24 rows at both widths. */
function screenOf(name: string, model: Model, now = NOW): void {
  Deno.test(name, (t) =>
    golden(t, (screen) => {
      const { lines } = drawWatch(model, { screen, rows: 24, now });
      assert.equal(lines.length, 24);
      return lines;
    }));
}

screenOf("watch says that nothing has been read when it begins", START);
screenOf("watch says what to do when nothing is loaded and nothing is watched", seen(EMPTY));
screenOf("watch shows the runs in their states when a policy is busy", moved(BUSY));
screenOf("watch shows nothing as new when a move was a while ago", moved(BUSY), NOW + 5000);
screenOf("watch puts policies that have begun runs first when there are many", seen(MANY));
screenOf(
  "watch keeps the selected policy in sight when there are many",
  pressed(seen(MANY), ..."j".repeat(20)),
);
screenOf(
  "watch opens a policy with all its runs when Enter is pressed",
  pressed(moved(BUSY), "enter"),
);
screenOf(
  "watch opens a run's evidence when Enter is pressed on it",
  pressed(moved(BUSY), "j", "enter"),
);
screenOf(
  "watch keeps an opened run and says how it ended when it is gone",
  withSample(
    withMoves(pressed(seen(BUSY), "j", "j", "j", "enter"), [{
      type: "transition",
      policy: "shadow_exfiltration",
      subject: { by: "tree", id: 4100 },
      cause: "within",
      from: 2,
      ts: 0,
    }], NOW),
    { ...BUSY, runs: BUSY.runs.filter(({ subject }) => subject.id !== 4100) },
  ),
);
screenOf("watch lists the matches when m is pressed", pressed(seen(BUSY), "m"));
screenOf("watch opens a match when Enter is pressed on it", pressed(seen(BUSY), "m", "enter"));
screenOf("watch shows its keys when ? is pressed", pressed(seen(BUSY), "?"));
screenOf(
  "watch shows what passes the filter while it is typed",
  pressed(seen(BUSY), "/", ..."4011"),
);
screenOf("watch says that nothing passes the filter", pressed(seen(BUSY), "/", ..."nope", "enter"));
screenOf("watch lets no time run out when it is paused", pressed(moved(BUSY), "p"), NOW + 60_000);

Deno.test("watch lets the time of runs run out when no new sample has come", () => {
  const draw = (now: number) =>
    drawWatch(seen(BUSY), { screen: { palette: PLAIN, columns: 80 }, rows: 24, now }).lines.join(
      "\n",
    );
  assert.match(draw(NOW), /tree 4101 .* 2\.5 s/);
  assert.match(draw(NOW + 1000), /tree 4101 .* 1\.5 s/);
  assert.match(draw(NOW + 9000), /tree 4101 .* 0 s/);
});

Deno.test("watch fills the screen exactly when it is of any size", () => {
  for (const model of [START, seen(EMPTY), moved(BUSY), seen(MANY), pressed(seen(BUSY), "?")]) {
    for (const rows of [1, 2, 3, 5, 8, 13, 24, 60]) {
      for (const columns of [20, 40, 80, 200]) {
        const { lines } = drawWatch(model, { screen: { palette: PLAIN, columns }, rows, now: NOW });
        assert.equal(lines.length, rows);
        for (const line of lines) assert.ok(width(line) <= columns, `${columns}: ${line}`);
      }
    }
  }
});

Deno.test("a text scrolls no further than its end when it is scrolled", () => {
  const frame = { screen: { palette: PLAIN, columns: 40 }, rows: 12, now: NOW };
  const end = drawWatch(pressed(seen(BUSY), "?", "G"), frame);
  assert.match(end.lines.at(-2) ?? "", /fg goes on$/);
  const back = drawWatch(pressed(end.model, "k"), frame);
  assert.notDeepEqual(back.lines, end.lines, "one key up is one line up");
});

Deno.test("a strip counts the states that nobody stands in when they do not fit", async (t) => {
  await golden(t, (screen) =>
    runStrip(LONG, {
      status: status(LONG, {
        live: 3,
        begun: 9,
        standing: LONG.states.map((_, index) => index === 20 ? 2 : index === 33 ? 1 : 0),
      }),
      runs: [],
      fresh: (place) => place === 33,
      screen,
      room: screen.columns,
    }));
});

Deno.test("watch shows the selected one of very many runs, and draws only what is near", () => {
  const runs = Array.from({ length: 5000 }, (_, index) => run(10_000 + index, 1, 1e9 + index));
  const [policy] = BUSY.policies;
  assert.ok(policy !== undefined);
  const sample = { ...BUSY, runs, policies: [{ ...policy, live: 6000 }] };
  const open = pressed(seen(sample), "enter");
  const frame = { screen: { palette: PLAIN, columns: 80 }, rows: 24, now: NOW };
  for (const [keys, id] of [[["j"], 10_000], [["G"], 14_999], [["G", "k"], 14_998]] as const) {
    const { lines } = drawWatch(pressed(open, ...keys), frame);
    assert.ok(lines.some((line) => line.startsWith("▸ ○ tree " + id)), lines.join("\n"));
  }
  const { lines } = drawWatch(pressed(open, "G"), frame);
  assert.ok(lines.includes("    and 1,000 more runs"), lines.join("\n"));
  const half = pressed(open, ..."j".repeat(50));
  const rows = drawWatch(half, frame).lines.filter((line) => line.includes("○ tree"));
  const last = drawWatch(pressed(half, "j"), frame).lines.filter((line) => line.includes("○ tree"));
  assert.deepEqual(last.slice(0, -1).map(place), rows.slice(1).map(place), "it scrolls by one");
});

/** place is a row without its mark. */
function place(line: string): string {
  return line.slice(2);
}

Deno.test("watch marks the end that a run came to and forgets where it stood", () => {
  const model = withMoves(seen(BUSY), TRANSITIONS.slice(3, 4), NOW);
  const { lines } = drawWatch(model, {
    screen: { palette: PLAIN, columns: 80 },
    rows: 24,
    now: NOW,
  });
  assert.ok(lines.some((line) => line.includes("━▶ match")), lines.join("\n"));
});
