/** Sequences of two steps with a regex each, for our engine and for the naive one. */
import type { NaiveStep } from "./naive_engine.ts";

/** SORTS are what the policies look for, each as a regex; `n` tells them apart. */
const SORTS: readonly ((n: number) => readonly NaiveStep[])[] = [
  (n) => [
    open(`^/etc/(shadow|gshadow|secret${n})$`),
    exec(`/(curl|wget|nc${n})$`),
  ],
  (n) => [open(`/\\.ssh/(id_rsa|id_ed25519|key${n})$`), exec(`/scp${n}?$`)],
  (n) => [exec(`^(/tmp|/dev/shm|/var/tmp/${n})/`), open(`${n}\\.sh$`)],
  (n) => [open(`^/opt/app${n}/.*\\.conf$`), exec(`(?:ba|da|)sh${n}?$`)],
  (n) => [open(`^/home/[^/]*/\\.config/${n}/`), exec(`/python[0-9.]*$`)],
];

function open(source: string): NaiveStep {
  return { kind: "openat", field: "pathname", regex: new RegExp(source) };
}

function exec(source: string): NaiveStep {
  return { kind: "execve", field: "filename", regex: new RegExp(source) };
}

/** policies are `count` different ones; with another `salt` all of them are others. */
export function policies(count: number, salt = 0): readonly (readonly NaiveStep[])[] {
  // The index is taken modulo the number of sorts.
  return Array.from(
    { length: count },
    (_, index) => SORTS[index % SORTS.length]!(index + salt * count),
  );
}

/** textOf writes such a policy in the language. */
export function textOf(steps: readonly NaiveStep[], index: number): string {
  const body = steps.map(({ kind, field, regex: { source } }) =>
    `${kind} { ${field} =~ ${JSON.stringify(source)} }`
  );
  return `path "policy_${index}" by tree { ${body.join(" ")} }\n`;
}
