/** Sound inputs to begin from: what is nearly right goes deeper than what is all wrong. */
import { cases } from "../conformance/cases.ts";

const root = new URL("../../", import.meta.url);

/** POLICIES are the texts of sound policies. */
export const POLICIES: readonly string[] = [
  ...cases().map(({ policy }) => policy),
  ...filesIn("policies/", ".policy"),
  `let SHELLS = ["sh", "bash"]
let is_shell = { comm in $SHELLS, not (uid != 0 or euid has 0x1) }
# every statement, every operator
@attack("T1003") @tag("x")
path "all" by process within 5m severity high cooldown 30s until exit { status >= 1 } {
  openat { pathname =~ /^\\/etc\\/(shadow|gshadow)$/i, ret >= 0, flags any O_CREAT|O_WRONLY }
  without chmod { mode has S_ISUID }
  execve { $is_shell, argv[0] in $SHELLS, argv has "-c", args contains~ "CURL", argc > 1 }{2}
  ( block "a" { connect { ip not in $PRIVATE_NETS, port in [22, 443] } }
  | benign block "b" { rename { oldpath glob "/a/**", newpath !~ "\\.sh$" } ... }
  | unlink { pathname startswith~ "/TMP" }... )
  write { content =~ "(?s)root:.*\\x7f", len < 4K } ? block "c" { clone {}.. } : call { nr = 59 }
}
`,
];

/** RECORDINGS are sound recordings. */
export const RECORDINGS: readonly string[] = [
  ...cases().map(({ events }) => events.map((event) => `${JSON.stringify(event)}\n`).join("")),
  ...filesIn("policies/", ".ndjson").map((text) => text.slice(0, 4_000)),
  `{"exeray":1,"start":"2026-01-01T00:00:00.000000000Z","host":"a"}
{"ts":1,"pid":1,"tid":2,"ppid":0,"comm":"a\\udc80","exe":"/a","uid":0,"euid":1,"gid":2,"session":3,"container":"c","kind":"connect","syscall":"connect","phase":"exit","args":{"fd":3,"family":"AF_INET6","ip":"::1","port":1},"ret":"-1","late":true,"truncated":["comm"]}
{"ts":2,"pid":1,"kind":"clone","args":{"flags":"SIGCHLD"},"ret":9,"seq":4}
{"ts":9007199254740993,"pid":9,"ppid":1,"kind":"call","syscall":"ptrace","args":{"nr":101,"arg0":-1}}
{"ts":9007199254740994,"pid":9,"kind":"exit","args":{"status":1}}
`,
];

function filesIn(folder: string, extension: string): readonly string[] {
  const at = new URL(folder, root);
  return [...Deno.readDirSync(at)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? filesIn(`${folder}${name}/`, extension)
      : name.endsWith(extension)
      ? [Deno.readTextFileSync(new URL(name, at))]
      : []
  );
}
