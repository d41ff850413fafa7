import assert from "node:assert/strict";
import fc from "fast-check";
import { kindId } from "../../compiler/kinds/kinds.ts";
import { bind, Policy } from "../../engine/policy.ts";
import { Predicates } from "../../engine/predicates.ts";
import { Run } from "../../engine/runs.ts";
import { Subject } from "../../engine/subject.ts";
import { edge, machine, state, step, watch } from "./support.ts";

const [OPENAT = 0, WRITE = 0] = [kindId("openat"), kindId("write")];

/** Three places: one waits for opens, one for writes and opens, one for any event. */
const MACHINE = machine(
  [step(1, "openat"), step(2, "write"), step(3, "call")],
  [
    state("start", [edge(0, 1)]),
    state("opens", [edge(0, 2)]),
    state("both", [edge(1, 3)], [0]),
    state("any", [edge(2, "match"), edge(0, 1)]),
  ],
);
const KINDS = [[], [OPENAT], [WRITE, OPENAT], [0]];

Deno.test("Runs and Subject know where each run stands and what it waits for", () => {
  const move = fc.record({ subject: fc.nat(2), policy: fc.nat(1), state: fc.nat(2) });
  fc.assert(fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
    const predicates = new Predicates(null);
    const policies = [0, 1].map((order) => {
      const policy = new Policy(bind(MACHINE, predicates));
      policy.order = order;
      return policy;
    });
    const subjects = [0, 1, 2].map((id) => new Subject("process", id));
    const standing = new Map<string, Run>();
    for (const [serial, { subject: id, policy: number, state: index }] of moves.entries()) {
      const [subject, policy, state] = [subjects[id], policies[number], index + 1];
      assert(subject !== undefined && policy !== undefined);
      // Each move puts a run into a state that is free, or takes out the one that is there.
      const key = `${id} ${number} ${state}`;
      const known = standing.get(key);
      assert.equal(policy.runs.at(subject, state), known);
      const run = known ?? new Run(policy, subject, serial, serial);
      if (known === undefined) policy.runs.put(run, state);
      else policy.runs.remove(known);
      if (known === undefined) standing.set(key, run);
      else standing.delete(key);
      for (const [id, subject] of subjects.entries()) {
        const keys = [...standing.keys()].filter((key) => key.startsWith(`${id} `)).sort();
        assert.deepEqual(
          subject.runs(),
          keys.map((key) => standing.get(key)),
        );
        for (const kind of [0, OPENAT, WRITE]) {
          const waiting: Run[] = [];
          for (let each = subject.waiting; each !== null; each = each.next) {
            assert(each.runs.length > 0);
            if (each.kind === kind) waiting.push(...each.runs);
          }
          const want = subject.runs().filter((run) => KINDS[run.state]?.includes(kind));
          assert.deepEqual(new Set(waiting), new Set(want));
          assert.equal(waiting.length, want.length);
        }
      }
      const all = policies.flatMap(({ runs }) => [...runs.all()]);
      assert.deepEqual(new Set(all), new Set(standing.values()));
    }
  }));
});

Deno.test("Engine ends a run whose time is over by any event of its subject that some policy wants", () => {
  const timed = { ...MACHINE, within: 10 };
  const other = machine([step(1, "write")], [state("start", [edge(0, "match")])], { name: "q" });
  const { engine, feed, transitions } = watch([timed, other]);
  feed({ ts: 1 }, { ts: 5, pid: 11 });
  feed({ ts: 12, kind: "write" });
  assert.deepEqual(
    transitions.filter(({ cause }) => cause === "within").map(({ policy, subject, ts }) => {
      return [policy, subject.id, ts];
    }),
    [["p", 10, 12]],
  );
  assert.deepEqual(engine.runs().map(({ subject }) => subject.id), [11]);
  // The run of the other process is not over before an event of its own comes after its time.
  feed({ ts: 15, pid: 11, kind: "write" });
  assert.equal(transitions.filter(({ cause }) => cause === "within").length, 1);
});

Deno.test("Engine remembers a report for the cooldown as long as its subject is there", () => {
  const steps = [step(1, "openat")];
  const cooling = machine(steps, [state("start", [edge(0, "match")])], { cooldown: 1000 });
  const { feed, matches, suppressed } = watch([cooling]);
  feed({ ts: 1 }, { ts: 2 });
  assert.deepEqual([matches.length, suppressed.length], [1, 1]);
  feed({ ts: 3, type: "exit" }, { ts: 4 });
  assert.deepEqual([matches.length, suppressed.length], [2, 1]);
});
