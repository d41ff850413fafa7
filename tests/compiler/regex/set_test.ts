/** Many patterns at once against the same patterns one by one, and against re2js. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { RE2JS } from "../../../compiler/regex/re2js.ts";
import { BUDGET, type Budget } from "../../../compiler/regex/group.ts";
import { Hits } from "../../../compiler/regex/hits.ts";
import { literalPrograms, networkProgram } from "../../../compiler/regex/literals.ts";
import { compile, type Program } from "../../../compiler/regex/program.ts";
import { PatternSet } from "../../../compiler/regex/set.ts";
import { matcherOf } from "./matcher.ts";
import { escaped, flags, hostile, pattern, text } from "./patterns.ts";

const RUNS = Number(Deno.env.get("RUNS") ?? 300);

/** BUDGETS: one that is never used up here, and one that is used up by almost anything. */
const BUDGETS: readonly Budget[] = [BUDGET, { cells: 0, each: 0 }];

const encoder = new TextEncoder();

/** found searches with a set of programs, each the number of its place. */
function finder(programs: readonly (readonly Program[])[], budget = BUDGET) {
  const set = new PatternSet(budget);
  for (const [id, some] of programs.entries()) for (const each of some) set.add(id, each);
  const hits = new Hits();
  const found = (bytes: Uint8Array, start = 0, end = bytes.length) => {
    hits.clear();
    set.search(bytes, start, end, hits);
    return [...hits.list.subarray(0, hits.count)].sort((a, b) => a - b);
  };
  return { set, found };
}

const regexes = (sources: readonly string[]) =>
  sources.map((source) => [compile({ source, flags: "" })]);

Deno.test("a set of patterns finds what each of them finds, and what re2js finds", () => {
  const some = fc.array(fc.tuple(pattern(), flags()), { minLength: 2, maxLength: 8 });
  const haystacks = fc.array(fc.oneof(text(), hostile()), { minLength: 6, maxLength: 6 });
  const bits = { i: RE2JS.CASE_INSENSITIVE, s: RE2JS.DOTALL, m: RE2JS.MULTILINE };
  fc.assert(
    fc.property(some, haystacks, (some, haystacks) => {
      const programs = some.map(([source, flags]) => [compile({ source, flags })]);
      const finders = BUDGETS.map((budget) => finder(programs, budget));
      const alone = some.map(([source, flags]) => matcherOf({ source, flags }));
      const others = some.map(([source, flags]) =>
        RE2JS.compile(source, [...flags].reduce((all, each) => all | bits[each as "i"], 0))
      );
      for (const bytes of haystacks) {
        const note = JSON.stringify([some, escaped(bytes)]);
        const which = (finds: (index: number) => boolean) =>
          some.flatMap((_, index) => finds(index) ? [index] : []);
        const want = which((index) => others[index]?.matcher(escaped(bytes)).find() ?? false);
        assert.deepEqual(
          which((index) => alone[index]?.test(bytes, 0, bytes.length) ?? false),
          want,
          note,
        );
        for (const { found } of finders) {
          assert.deepEqual(found(bytes), want, note);
          const padded = Uint8Array.of(0x61, 0xc3, ...bytes, 0xa9, 0x62);
          assert.deepEqual(found(padded, 2, padded.length - 2), want, note);
        }
      }
    }),
    { numRuns: RUNS },
  );
});

Deno.test("a set takes patterns of bytes and of characters together", () => {
  const { set, found } = finder(regexes(["\\xff.", "é", "^.$", "\\xc3"]));
  assert.equal(set.walks, 2);
  assert.deepEqual(found(Uint8Array.of(0xff, 0x61)), [0]);
  assert.deepEqual(found(encoder.encode("é")), [1, 2, 3]);
  assert.deepEqual(found(Uint8Array.of(0xff)), [2]);
});

Deno.test("a set of patterns that go together is one walk", () => {
  const sources = Array.from({ length: 300 }, (_, n) => [
    `^/etc/(shadow|secret${n})$`,
    `/\\.ssh/(id_rsa|key${n})$`,
    `^/opt/app${n}/.*\\.conf$`,
  ]).flat();
  const { set, found } = finder(regexes(sources));
  assert.deepEqual(found(encoder.encode("/etc/secret7")), [21]);
  assert.deepEqual(found(encoder.encode("/root/.ssh/key8")), [25]);
  assert.deepEqual(found(encoder.encode("/opt/app9/x/y.conf")), [29]);
  assert.deepEqual(found(encoder.encode("/opt/app9/.ssh/id_rsa")).length, 300);
  assert.equal(set.walks, 1);
});

Deno.test("a set is divided when texts make it outgrow its budget, and finds the same", () => {
  // What was seen of each pattern's first half has to be remembered: all of it is 2^40 states.
  const sources = Array.from({ length: 40 }, (_, n) => `<${n}>.*<${n + 100}>`);
  const { set, found } = finder(regexes(sources), { cells: 4_096, each: 64 });
  assert.equal(set.walks, 1);
  fc.assert(
    fc.property(fc.array(fc.nat(39), { maxLength: 12 }), fc.nat(39), (firsts, last) => {
      const bytes = encoder.encode([...firsts, last + 100].map((n) => `<${n}>`).join("-"));
      assert.deepEqual(found(bytes), firsts.includes(last) ? [last] : []);
    }),
    { numRuns: 3_000 },
  );
  const { walks } = set;
  assert(walks > 2 && walks <= 40, `${walks} walks`);
});

Deno.test("a set keeps the anchored patterns together when it is divided", () => {
  const anchored = Array.from({ length: 50 }, (_, n) => `^/opt/${n}/`);
  const { set, found } = finder(regexes([...anchored, "a.{12}b"]), { cells: 8_192, each: 64 });
  for (let n = 0; n < 2_000; n++) {
    const bytes = encoder.encode(n.toString(2).padStart(11, "0").replaceAll("1", "a"));
    assert.deepEqual(found(bytes), []);
  }
  assert.equal(set.walks, 2);
  assert.deepEqual(found(encoder.encode("/opt/7/a123456789012b")), [7, 50]);
});

Deno.test("a set takes patterns in and out", () => {
  const { set, found } = finder(regexes(["a", "b"]));
  const bytes = encoder.encode("abc");
  assert.deepEqual(found(bytes), [0, 1]);
  set.add(7, compile({ source: "c", flags: "" }));
  set.remove(0);
  assert.deepEqual(found(bytes), [1, 7]);
  set.remove(1);
  set.remove(7);
  assert.deepEqual(found(bytes), []);
  assert.equal(set.walks, 0);
});

Deno.test("literalPrograms agree with strings on any bytes", () => {
  const unit = fc.constantFrom("a", "b", "A", "B", "\0", "é", "É", "K");
  const texts = fc.string({ unit, maxLength: 10 });
  const values = fc.array(texts, { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(texts, values, fc.boolean(), fc.nat(3), (all, parts, fold, pad) => {
    const bytes = encoder.encode(`${"b".repeat(pad)}${all}${"a".repeat(pad)}`);
    // Only ASCII is folded.
    const lower = (each: string) =>
      fold ? each.replace(/[A-Z]/g, (one) => one.toLowerCase()) : each;
    const ask = (compare: "equals" | "starts" | "ends" | "contains") => {
      const encoded = parts.map((part) => encoder.encode(part));
      const { found } = finder([literalPrograms({ compare, values: encoded, fold })]);
      return found(bytes, pad, bytes.length - pad).length === 1;
    };
    const some = (holds: (part: string) => boolean) => parts.some((part) => holds(lower(part)));
    assert.equal(ask("equals"), some((part) => lower(all) === part));
    assert.equal(ask("starts"), some((part) => lower(all).startsWith(part)));
    assert.equal(ask("ends"), some((part) => lower(all).endsWith(part)));
    assert.equal(ask("contains"), some((part) => lower(all).includes(part)));
  }));
});

Deno.test("literalPrograms find bytes that are not UTF-8", () => {
  const values = [Uint8Array.of(0xff, 0x61), Uint8Array.of(0xa9)];
  const programs = literalPrograms({ compare: "contains", values, fold: false });
  const { found } = finder([programs]);
  assert.deepEqual(found(encoder.encode("é")), [0]);
  assert.deepEqual(found(Uint8Array.of(0xff, 0x61)), [0]);
  assert.deepEqual(found(Uint8Array.of(0xff, 0x62)), []);
});

Deno.test("literalPrograms find any of very many values", () => {
  const values = Array.from({ length: 20_000 }, (_, n) => encoder.encode(`/opt/file-${n}`));
  const { found } = finder([literalPrograms({ compare: "starts", values, fold: false })]);
  assert.deepEqual(found(encoder.encode("/opt/file-19999.txt")), [0]);
  assert.deepEqual(found(encoder.encode("/opt/file-x")), []);
});

Deno.test("networkProgram compares prefixes, and IPv4 in IPv6's clothes as IPv4", () => {
  const mapped = "00000000000000000000ffff";
  const cases: readonly (readonly [network: string, prefix: number, string, boolean])[] = [
    ["0a000000", 8, "0affffff", true],
    ["0a000000", 8, "0b000000", false],
    ["0a000000", 12, "0a0fffff", true],
    ["0a000000", 12, "0a100000", false],
    ["0a000001", 32, "0a000001", true],
    ["c0800000", 9, "c0ff0001", true],
    ["c0800000", 9, "c07f0001", false],
    ["00000000", 0, "ffffffff", true],
    ["0a000000", 8, `${mapped}0a000001`, true],
    ["0a000000", 8, `${mapped}0b000001`, false],
    [`${mapped}0a000000`, 104, "0a000001", true],
    [`${mapped}0a000000`, 104, `${mapped}0a000001`, true],
    [`${mapped}0a000000`, 104, "0b000001", false],
    ["00000000000000000000000000000000", 0, `${mapped}0a000001`, true],
    ["00000000000000000000000000000000", 0, "0a000001", false],
    ["fc000000000000000000000000000000", 7, "fd000000000000000000000000000001", true],
    ["fc000000000000000000000000000000", 7, "fe000000000000000000000000000001", false],
    ["0a000000", 8, "0a00", false],
  ];
  for (const [network, prefix, address, wanted] of cases) {
    const program = networkProgram([{ bytes: Uint8Array.fromHex(network), prefix }]);
    const bytes = Uint8Array.from([9, ...Uint8Array.fromHex(address), 9]);
    const { found } = finder([[program]]);
    assert.equal(found(bytes, 1, bytes.length - 1).length === 1, wanted, address);
  }
});
