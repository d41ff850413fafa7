/** Policy texts at random: every construct of the grammar, and any text with other white space. */
import fc from "fast-check";
import { tokens } from "../../../compiler/tokens.ts";

const word = fc.constantFrom("pathname", "ret", "x", "path", "all", "as", "block");
const string = fc.constantFrom(
  '"/etc/shadow"',
  '"a, b; c"',
  '"// no comment"',
  `"${"x".repeat(80)}"`,
);
const number = fc.constantFrom("0", "-1", "0644", "0x1f", "4K", "1.5");
const symbols = fc.constantFrom("O_CREAT", "-ENOENT", "O_CREAT|O_EXCL|O_TRUNC", "O_A | O_B");
const reference = fc.constantFrom("$A", "$LIST");
const scalar = fc.oneof(string, number, symbols, reference, fc.constant("f.ret"));
const separator = fc.constantFrom(" ", ", ", "; ", " ,\n");

function listOf(one: fc.Arbitrary<string>, maxLength = 4): fc.Arbitrary<string> {
  return fc.tuple(fc.array(one, { maxLength }), separator, fc.boolean())
    .map(([parts, between, behind]) => parts.join(between) + (behind ? between : ""));
}

const list = listOf(scalar, 20).map((items) => `[${items}]`);

const compare = fc.oneof(
  fc.tuple(
    fc.oneof(word, fc.constantFrom("argv[0]", "argv[ 1 ]", "parent.comm")),
    fc.constantFrom("=", "==", "!=", "<=", ">", "has", "any", "glob", "contains~", "endswith"),
    scalar,
  ),
  fc.tuple(word, fc.constantFrom("in", "not in"), fc.oneof(list, reference)),
  fc.tuple(word, fc.constantFrom("=~", "!~"), fc.constantFrom("/a\\/{2}#/i", '"^/etc//"', "/ /")),
).map((parts) => parts.join(" "));

const { conditions } = fc.letrec<{ conditions: string; single: string }>((tie) => ({
  single: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 5, arbitrary: compare },
    { weight: 1, arbitrary: reference },
    { weight: 1, arbitrary: tie("conditions").map((of) => `(${of})`) },
    { weight: 1, arbitrary: tie("single").map((of) => `not ${of}`).filter(fewNots) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(" and ", " or "), tie("single"), tie("single"))
        .map(([by, one, other]) => one + by + other),
    },
  ),
  conditions: listOf(tie("single")),
}));

function fewNots(text: string): boolean {
  return !/(not\s+){4}/.test(text);
}

const bare = fc.tuple(fc.constantFrom("openat", "execve", "as", "without_", "exit"), conditions)
  .map(([kind, of]) => `${kind} {${of}}`);
const step = fc.tuple(
  bare,
  fc.constantFrom("", "", "", "..", "...", "{3}", "{ 3 }"),
  fc.constantFrom("", "", "", " as f"),
).map((parts) => parts.join(""));

const { body, statement } = fc.letrec<{ body: string; statement: string; branch: string }>((
  tie,
) => ({
  statement: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 6, arbitrary: step },
    { weight: 1, arbitrary: fc.constantFrom("...", "..") },
    { weight: 1, arbitrary: step.map((of) => `without ${of}`) },
    { weight: 2, arbitrary: tie("branch") },
    {
      weight: 2,
      arbitrary: fc.tuple(bare, tie("branch"), fc.option(tie("branch")))
        .map(([test, then, other]) => `${test} ? ${then}${other === null ? "" : ` : ${other}`}`),
    },
  ),
  branch: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: step },
    { weight: 1, arbitrary: fc.constant("...") },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom("", "benign "), tie("body"))
        .map(([benign, of]) => `${benign}block "b" {${of}}`),
    },
    { weight: 1, arbitrary: tie("body").map((of) => `all {${of}}`) },
    {
      weight: 2,
      arbitrary: fc.array(tie("statement"), { minLength: 1, maxLength: 3 })
        .map((of) => `(${of.join(" | ")})`),
    },
  ),
  body: fc.tuple(fc.array(tie("statement"), { maxLength: 4 }), fc.constantFrom("\n", ";", " ; ; "))
    .map(([of, between]) => ` ${of.join(between)} `),
}));

const option = fc.oneof(
  fc.constantFrom("by tree", "within 5m", "severity high", "cooldown 1m", "respond alert"),
  bare.map((of) => `until ${of}`),
);

const policy = fc.tuple(
  fc.array(fc.constantFrom('@attack("T1003")', '@description ( "says" )'), { maxLength: 2 }),
  fc.array(option, { maxLength: 4 }),
  fc.oneof(body, statement),
).map(([annotations, options, of]) =>
  `${annotations.join(" ")} path "p" ${options.join(" ")} {${of}}`
);

const definition = fc.oneof(
  fc.oneof(scalar, list).filter((value) => !value.includes("f.")),
  conditions.map((of) => `{${of}}`),
).map((value) => `let A = ${value}`);

/** policyText is a file with sound syntax, its names mostly unknown. */
export const policyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(policy, definition), { minLength: 1, maxLength: 3 })
  .map((items) => items.join("\n"));

const inComment = fc.string({
  unit: fc.constantFrom("a", " ", "*", "/", "\t", "\r", "\x1b", "{", '"'),
});
const space = fc.constantFrom(" ", "\n", "\n\n", "\t", "\r\n", "\n\n\n", "\u00a0");
const gap = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: space },
    { weight: 1, arbitrary: inComment.map((text) => `// ${text}\n`) },
    { weight: 1, arbitrary: inComment.map((text) => `#${text}\n`) },
    { weight: 1, arbitrary: inComment.map((text) => `/* ${text.replaceAll(/\*(?=\/)/g, "+")} */`) },
    { weight: 1, arbitrary: fc.constantFrom("/**/", "/* a\n   b */", "/* a\r\n */") },
  ),
  { maxLength: 3 },
).map((parts) => parts.join(""));

/** respaced is a text with other white space and more comments between its tokens. */
export function respaced(text: string): fc.Arbitrary<string> {
  const list = tokens(text);
  return fc.array(gap, { minLength: list.length + 1, maxLength: list.length + 1 }).map((gaps) => {
    let result = gaps[0] ?? "";
    let directive = false;
    list.forEach((token, index) => {
      const own = text.slice(token.start, token.end);
      const end = list[index + 1]?.start ?? text.length;
      const other = text.slice(end, list[index + 1]?.end);
      directive = directive ? own !== ")" : own.startsWith("$") && other === "(";
      const line = token.kind === "comment" && !own.startsWith("/*") ? "\n" : "";
      const space = directive
        ? text.slice(token.end, end)
        : end > token.end
        ? gaps[index + 1] || " "
        : mayPart(own, other)
        ? gaps[index + 1]
        : "";
      result += own + line + space;
    });
    return result;
  });
}

/** mayPart tells whether white space between two tokens that touch changes nothing. */
function mayPart(one: string, other: string): boolean {
  const suffix = one === "}" && /^[.{]/.test(other);
  return !suffix && !/^[.[~]/.test(other) && !/[.-]$/.test(one);
}
