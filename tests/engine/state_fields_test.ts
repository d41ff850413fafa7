import assert from "node:assert/strict";
import { compile } from "../../compiler/compile.ts";
import { interestOf } from "../../compiler/interest.ts";
import { kindId } from "../../compiler/kinds/kinds.ts";
import { RecordBuilder } from "../../engine/builder.ts";
import { Engine } from "../../engine/engine.ts";
import { type Facts, putFacts } from "../../engine/facts.ts";
import { KNOWN, SPAN, TYPE } from "../../engine/layout.ts";
import type { Match } from "../../engine/report.ts";
import { encodeText } from "../../engine/text.ts";

const builder = new RecordBuilder();

function begin(type: number, ts: number, pid: number): RecordBuilder {
  return builder.begin(0, 0, type).time(ts).birth(1, 1).header("pid", pid).header("tid", pid)
    .header("root", pid);
}

/** start loads policies into an engine and notes what they match. */
function start(text: string): { readonly engine: Engine; readonly matches: Match[] } {
  const { machines, diagnostics } = compile(text);
  assert.deepEqual(diagnostics.filter(({ severity }) => severity === "error"), []);
  const matches: Match[] = [];
  const ignore = () => {};
  const engine = new Engine({
    match: (match) => matches.push(match),
    dismissed: ignore,
    suppressed: ignore,
  });
  engine.load(machines);
  return { engine, matches };
}

function call(engine: Engine, ts: number, pid: number, exe?: string): void {
  const record = builder.begin(kindId("unlink") ?? 0).time(ts).birth(1, 1).header("pid", pid)
    .header("tid", pid).header("root", pid);
  if (exe !== undefined) record.text(SPAN.exe, exe);
  engine.process(record.end());
}

const FACTS: Facts = {
  exe: encodeText("/usr/bin/python3"),
  cmdline: encodeText("python3 -m http.server"),
  cwd: encodeText("/srv/\udcff"),
  container: encodeText("abc"),
  age: 5_000_000_000,
  parent: {
    pid: 40,
    uid: 4294967295,
    comm: encodeText("sh"),
    exe: encodeText("/bin/dash"),
    cmdline: encodeText("sh -c x"),
  },
  ancestors: ["/bin/dash", "", "/sbin/init"].map(encodeText),
};

/** holds tells whether a condition holds for a process of which `facts` were told. */
function holds(condition: string, facts: Facts | null = FACTS, exe?: string): boolean {
  const { engine, matches } = start(`path "p" by process { unlink { ${condition} } }`);
  if (facts !== null) engine.process(putFacts(begin(KNOWN, 1000, 7), facts).end());
  call(engine, 2000, 7, exe);
  return matches.length === 1;
}

/** CONDITIONS hold for FACTS, those of the second list do not. */
const CONDITIONS = [
  `exe = "/usr/bin/python3"`,
  `exe endswith "python3"`,
  `exe glob "/usr/*/python?"`,
  `cmdline contains "-m http"`,
  `cmdline =~ "^python3 -m"`,
  `cmdline !~ "nc"`,
  `cwd = "/srv/\\xff"`,
  `cwd startswith "/srv"`,
  `container = "abc"`,
  `container != ""`,
  `age == 5000001000`,
  `age > 5s, age < 6s`,
  `age in [1, 5000001000]`,
  `parent.pid == 40`,
  `parent.pid in [1, 40]`,
  `parent.uid == 4294967295`,
  `parent.uid > 0`,
  `parent.comm in ["sh", "bash"]`,
  `parent.exe = "/bin/dash"`,
  `parent.cmdline = "sh -c x"`,
  `ancestors has "/sbin/init"`,
  `ancestors =~ "/init$"`,
  `ancestors[0] = "/bin/dash"`,
  `ancestors[1] = ""`,
  `ancestors !~ "/sshd$"`,
  `not (ancestors[3] = "")`,
];

const FALSE = [
  `exe != "/usr/bin/python3"`,
  `cwd = "/srv"`,
  `container = ""`,
  `age < 5s`,
  `parent.pid != 40`,
  `parent.uid == -1`,
  `parent.comm = "s"`,
  `ancestors =~ "/dash$", ancestors !~ "/init$"`,
  `ancestors[3] = ""`,
  `ancestors[0] = "/sbin/init"`,
];

for (const condition of CONDITIONS) {
  Deno.test(`${condition} holds when the process is so`, () =>
    assert.equal(holds(condition), true));
}

for (const condition of FALSE) {
  Deno.test(`${condition} does not hold when the process is not so`, () => {
    assert.equal(holds(condition), false);
  });
}

Deno.test("no condition holds on what is not known of a process, unless not stands before it", () => {
  for (const condition of [...CONDITIONS, ...FALSE]) {
    if (condition.startsWith("not ")) continue;
    assert.equal(holds(condition, null), false, condition);
    assert.equal(holds(condition, {}), false, condition);
    assert.equal(holds(`not (${condition})`, null), true, condition);
  }
});

Deno.test("exe is what the event itself says when it says it", () => {
  assert.equal(holds(`exe = "/own"`, FACTS, "/own"), true);
  assert.equal(holds(`exe = "/usr/bin/python3"`, FACTS, "/own"), false);
});

Deno.test("age is never less than nothing", () => {
  assert.equal(holds("age == 0", { age: -5000 }), true);
});

Deno.test("a match has the state that its events' processes had, not the one they have", () => {
  const { engine, matches } = start(`path "p" by process { unlink {} unlink {} }`);
  engine.process(putFacts(begin(KNOWN, 1, 7), FACTS).end());
  call(engine, 10, 7);
  engine.process(
    begin(TYPE.exec, 20, 7).list(1, ["new"]).text(SPAN.exe, "/new").end(),
  );
  call(engine, 30, 7);
  const events = matches[0]?.steps.map(({ first }) => first);
  assert.deepEqual(events?.map(({ exe, cmdline, age }) => [exe, cmdline, age]), [
    ["/usr/bin/python3", "python3 -m http.server", 5_000_000_009],
    ["/new", "new", 10],
  ]);
  assert.deepEqual(events?.[1]?.parent, events?.[0]?.parent);
});

Deno.test("a container's runs end when the last process that is in it ends", () => {
  const { engine } = start(`path "p" by container { unlink {} exit {} }`);
  const container = encodeText("c");
  for (const pid of [7, 8]) engine.process(putFacts(begin(KNOWN, 1, pid), { container }).end());
  call(engine, 2, 7);
  engine.process(begin(TYPE.exit, 3, 7).end());
  assert.deepEqual(engine.runs().map(({ subject }) => subject), [{ by: "container", id: "c" }]);
  engine.process(begin(TYPE.fork, 4, 9).number(0, 8).end());
  engine.process(begin(TYPE.exit, 5, 8).end());
  assert.equal(engine.runs().length, 1, "a child is in the container of its parent");
  engine.process(putFacts(begin(KNOWN, 6, 9), { container: new Uint8Array() }).end());
  assert.equal(engine.runs().length, 0, "it has left");
});

Deno.test("the engine is told of changes of the working directory when a condition asks for it", () => {
  const chdir = kindId("dirchange");
  const { machines } = compile(`path "p" { unlink { cwd = "/" } }`);
  const { phases, fields } = interestOf(machines);
  assert.equal(phases.get(chdir ?? -1), chdir === undefined ? undefined : 2);
  assert.equal(fields.has("dirchange.path"), chdir !== undefined);
});
