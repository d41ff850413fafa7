/** What compiling costs: one policy, a folder of them, one more among many, and hostile texts. */
import { compile } from "../compiler/compile.ts";
import type { Machine } from "../compiler/machine.ts";
import { Engine } from "../engine/engine.ts";
import { compileFiles } from "../repl/policies/sources.ts";
import { policyNames, policyText } from "./policies.ts";
import { elapsed, figures, type Group, type Row } from "./row.ts";

const MS = 1e6;
const MANY = 500;

const THREE_STEPS = `path "three" by tree within 5m severity high {
  openat { pathname =~ "^/etc/(shadow|gshadow)$", ret >= 0 }
  execve { filename =~ "/(curl|wget|nc)$" }
  connect { port != 53, ip not in $PRIVATE_NETS }
}
`;

/** HOSTILE are texts that must give a diagnostic, and soon. */
const HOSTILE: Readonly<Record<string, () => string>> = {
  "10 MB behind one unclosed brace": () => `path "p" {${" openat {}".repeat(1_000_000)}`,
  "10 MB of nothing but braces": () => "{".repeat(10_000_000),
  "100,000 nested blocks": () =>
    `path "p" {${'block "b" {'.repeat(100_000)} openat {} ${"}".repeat(100_001)}`,
  "100,000 nested blocks, none closed": () => `path "p" {${'block "b" {'.repeat(100_000)}`,
};

/** COMPILER is the group of rows. */
export const COMPILER: Group = {
  title: "The compiler",
  async *rows() {
    yield threeSteps();
    yield* await folder();
    yield oneMore();
    for (const [what, text] of Object.entries(HOSTILE)) yield hostile(what, text());
  },
};

function threeSteps(): Row {
  for (let warm = 0; warm < 3_000; warm++) compiled(THREE_STEPS);
  const rounds = Array.from({ length: 3_000 }, () => elapsed(() => compiled(THREE_STEPS)));
  return {
    what: "a policy of three steps, warm, from text to machine",
    unit: "ns",
    ...figures(rounds),
    wanted: 100_000,
  };
}

/** folder loads policies that nothing was ever compiled of: each round has others. */
async function folder(): Promise<readonly Row[]> {
  const compiling: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < 5; round++) {
    const path = await Deno.makeTempDir();
    try {
      for (const name of policyNames(MANY, round)) {
        await Deno.writeTextFile(`${path}/${name}.policy`, policyText(name));
      }
      const start = performance.now();
      const { machines, errors } = await compileFiles([path]);
      compiling.push((performance.now() - start) * MS);
      if (errors > 0 || machines.length !== MANY) throw new Error("The policies do not compile");
      newEngine(machines);
      whole.push((performance.now() - start) * MS);
    } finally {
      await Deno.remove(path, { recursive: true });
    }
  }
  const what = `${MANY} policies from a folder`;
  return [
    { what: `${what}, read and compiled`, unit: "ns", ...figures(compiling) },
    {
      what: `${what}, ready to match, with all matchers`,
      unit: "ns",
      ...figures(whole),
      wanted: 1000 * MS,
    },
  ];
}

function oneMore(): Row {
  const [first = [], ...others] = [policyNames(MANY, 100), policyNames(20, 1_000_000)];
  const engine = newEngine(first.flatMap((name) => compiled(policyText(name))));
  const rounds = others.flat().map((name) => {
    const time = elapsed(() => engine.load(compiled(policyText(name))));
    engine.drop(`policy_${name}`);
    return time;
  });
  return {
    what: `one policy, from its text, added to ${MANY} that run`,
    unit: "ns",
    ...figures(rounds),
    wanted: 20 * MS,
  };
}

function hostile(what: string, text: string): Row {
  const rounds = Array.from({ length: 3 }, () =>
    elapsed(() => {
      const { machines, diagnostics } = compile(text);
      if (machines.length > 0 || diagnostics.length === 0) throw new Error(`No error in ${what}`);
    }));
  return { what: `${what}: a diagnostic`, unit: "ns", ...figures(rounds), wanted: 1000 * MS };
}

function compiled(text: string): readonly Machine[] {
  const { machines, diagnostics } = compile(text);
  if (machines.length !== 1) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return machines;
}

function newEngine(machines: readonly Machine[]): Engine {
  const engine = new Engine({ match: () => {}, dismissed: () => {}, suppressed: () => {} });
  engine.load(machines);
  return engine;
}
