import assert from "node:assert/strict";
import type { Condition } from "../../../compiler/machine.ts";
import { conditionJson } from "../../../compiler/print/json.ts";
import { conditionOf, machineOf, messagesOf } from "../machines.ts";

const field = (name: string, element: number | null = null) => ({ name, element });

function number(name: string, compare: string, values: readonly unknown[], more = {}) {
  return { is: "number", field: field(name), compare, values, mask: null, negate: false, ...more };
}

function text(name: string, compare: string, values: readonly string[], more = {}) {
  return { is: "text", field: field(name), compare, values, fold: false, negate: false, ...more };
}

const cases: readonly (readonly [step: string, expected: unknown])[] = [
  ["openat {}", { is: "all", of: [] }],
  ["openat { uid = 0 }", number("uid", "=", [0])],
  ["openat { uid != 0 }", number("uid", "=", [0], { negate: true })],
  ["openat { uid <= 0x1f }", number("uid", "<=", [31])],
  ["openat { mode = 0644 }", number("mode", "=", [0o644])],
  ["openat { mode = 0o644 }", number("mode", "=", [0o644])],
  ["write { len > 4K }", number("len", ">", [4096])],
  ["write { len > 2G }", number("len", ">", [2 ** 31])],
  ["write { len = 18446744073709551615 }", number("len", "=", ["18446744073709551615"])],
  ["openat { ts < 5s }", number("ts", "<", [5e9])],
  ["openat { ret = -1 }", number("ret", "=", [-1])],
  ["openat { ret = -ENOENT }", number("ret", "=", [-2])],
  ["openat { uid not in [0, 1] }", number("uid", "=", [0, 1], { negate: true })],
  ["openat { flags has O_CREAT|O_EXCL }", {
    is: "bits",
    field: field("flags"),
    mask: 0o300,
    need: "all",
  }],
  ["openat { flags any O_CREAT|0x1 }", {
    is: "bits",
    field: field("flags"),
    mask: 0o101,
    need: "any",
  }],
  ["openat { flags = O_RDONLY }", number("flags", "=", [0], { mask: 3 })],
  ["openat { flags != O_RDWR }", number("flags", "=", [2], { mask: 3, negate: true })],
  ["openat { flags in [O_WRONLY, O_RDWR] }", number("flags", "=", [1, 2], { mask: 3 })],
  ["openat { flags not in [O_WRONLY, 0x42] }", {
    is: "all",
    of: [
      number("flags", "=", [1], { mask: 3, negate: true }),
      number("flags", "=", [0x42], { negate: true }),
    ],
  }],
  ["openat { flags = O_WRONLY|O_CREAT }", number("flags", "=", [0o101])],
  ["openat { flags = 1 }", number("flags", "=", [1])],
  ["openat { arg1 has O_CREAT }", { is: "bits", field: field("arg1"), mask: 0o100, need: "all" }],
  [`openat { path = "/a" }`, text("pathname", "equals", ["/a"])],
  [`openat { pathname != "/a" }`, text("pathname", "equals", ["/a"], { negate: true })],
  [`execve { comm in ["sh", "bash"] }`, text("comm", "equals", ["sh", "bash"])],
  [`execve { argv[1] = "-c" }`, { ...text("argv", "equals", ["-c"]), field: field("argv", 1) }],
  [`execve { argv has "-c" }`, text("argv", "equals", ["-c"])],
  [`execve { argv startswith "-" }`, text("argv", "starts", ["-"])],
  [`openat { pathname contains~ "Key" }`, text("pathname", "contains", ["Key"], { fold: true })],
  [`openat { pathname endswith ".sh" }`, text("pathname", "ends", [".sh"])],
  [
    `write { content = "\\x7f\\xffé\\u{20ac}\\0\\n\\q" }`,
    text("content", "equals", ["\x7f\udcffé€\0\n\\q"]),
  ],
  [`openat { pathname = "a\\\\b\\"c" }`, text("pathname", "equals", ['a\\b"c'])],
  [`openat { not uid = 0 }`, { is: "not", of: number("uid", "=", [0]) }],
  ["openat { uid = 0, gid = 1 or gid = 2 and euid = 3 }", {
    is: "all",
    of: [
      number("uid", "=", [0]),
      {
        is: "any",
        of: [
          number("gid", "=", [1]),
          { is: "all", of: [number("gid", "=", [2]), number("euid", "=", [3])] },
        ],
      },
    ],
  }],
  ["openat { not (uid = 0 or gid = 0) }", {
    is: "not",
    of: { is: "any", of: [number("uid", "=", [0]), number("gid", "=", [0])] },
  }],
  ["openat { uid = 0\n gid = 1; pid = 2 }", {
    is: "all",
    of: [number("uid", "=", [0]), number("gid", "=", [1]), number("pid", "=", [2])],
  }],
  [`connect { ip = "192.0.2.7" }`, {
    is: "network",
    field: field("ip"),
    networks: ["192.0.2.7/32"],
    negate: false,
  }],
  [`connect { ip not in ["10.1.2.3/8", "2001:db8::/32", "::ffff:1.2.3.4"] }`, {
    is: "network",
    field: field("ip"),
    networks: ["10.0.0.0/8", "2001:db8::/32", "::ffff:102:304/128"],
    negate: true,
  }],
  ["connect { ip in $LOOPBACK }", {
    is: "network",
    field: field("ip"),
    networks: ["127.0.0.0/8", "::1/128"],
    negate: false,
  }],
  [`openat { pathname =~ "a" }`, {
    is: "pattern",
    field: field("pathname"),
    pattern: 0,
    negate: false,
  }],
];

for (const [step, expected] of cases) {
  Deno.test(`checkConditions makes the test that is meant when a step is ${step}`, () => {
    const condition: Condition = conditionOf(step);
    assert.deepEqual(conditionJson(condition), expected);
  });
}

Deno.test("checkConditions writes definitions out when they are used", () => {
  const lets = `let A = $B  let B = [0, $C]  let C = 7
    let root = { uid in $A }  let both = { $root or gid = $C }`;
  assert.deepEqual(conditionJson(conditionOf("openat { $both }", lets)), {
    is: "any",
    of: [number("uid", "=", [0, 7]), number("gid", "=", [7])],
  });
});

Deno.test("checkConditions refuses named conditions when they multiply without end", () => {
  const lets = Array.from({ length: 50 }, (_, i) => `let a${i + 1} = { $a${i}, $a${i} }`).join(
    "\n",
  );
  assert.deepEqual(messagesOf(`let a0 = { uid = 0 }\n${lets}\npath "p" { openat { $a50 } }`), [
    "The conditions of a step come to more than 4096 with its named ones",
  ]);
});

const patterns: readonly (readonly [written: string, source: string, flags: string])[] = [
  [String.raw`"\.sh$"`, String.raw`\.sh$`, ""],
  [String.raw`"\\.sh$"`, String.raw`\.sh$`, ""],
  [String.raw`"\d\w"`, String.raw`\d\w`, ""],
  [String.raw`"\x7fELF"`, String.raw`\x7fELF`, ""],
  [String.raw`"\\\\x7f"`, String.raw`\\x7f`, ""],
  [String.raw`"a\"b\n\u{e9}\0"`, String.raw`a"b\n\x{e9}\x{0}`, ""],
  [String.raw`/a\/b\.c/is`, String.raw`a/b\.c`, "is"],
  [String.raw`/a\\\/b/`, String.raw`a\\/b`, ""],
];

for (const [written, source, flags] of patterns) {
  Deno.test(`patternOf reads the regex that is meant when it is written ${written}`, () => {
    const machine = machineOf(`path "p" { openat { pathname =~ ${written} } }`);
    assert.deepEqual(machine.patterns, [{ source, flags }]);
  });
}

Deno.test("patternOf keeps one pattern when steps share it", () => {
  const machine = machineOf(`path "p" {
    openat { pathname =~ "a" } openat { pathname =~ /a/ } openat { pathname =~ /a/i }
  }`);
  assert.equal(machine.patterns.length, 2);
});

Deno.test("phaseOf judges a step at exit when any condition needs the result", () => {
  const machine = machineOf(`path "p" {
    openat { pathname = "/a" }
    openat { pathname = "/a", not (uid = 0 or ret >= 0) }
    clone { child > 1 }
  }`);
  assert.deepEqual(machine.steps.map(({ phase }) => phase), ["enter", "exit", "exit"]);
});
