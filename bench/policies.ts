/** Policies to measure with: of the sorts that people write, each different from every other. */

/** FAMILIES are sorts of policies; `n` makes each regex and each value one of a kind. */
const FAMILIES: readonly ((n: string) => string)[] = [
  (n) =>
    `openat { pathname =~ "^/etc/(shadow|gshadow|secret${n})$", flags == O_RDONLY }
  execve { filename =~ "/(curl|wget|nc${n})$" }
  write { content startswith "root:", len > 16 }`,
  (n) =>
    `openat { pathname =~ "/\\.ssh/(id_rsa|id_ed25519|key${n})$" }
  connect { port != 53, ip not in $PRIVATE_NETS }
  write { content contains "KEY ${n}" }`,
  (n) =>
    `execve { filename =~ "^(/tmp|/dev/shm|/var/tmp/${n})/", uid == 0 }
  chmod { pathname =~ "${n}\\.sh$", mode any S_ISUID|S_ISGID }
  unlink { pathname endswith "${n}.log" }`,
  (n) =>
    `openat { pathname startswith "/opt/app${n}/", flags any O_WRONLY|O_RDWR }
  without unlink { pathname = "/opt/app${n}/lock" }
  rename { newpath =~ "\\.(so|so\\.[0-9]+|${n})$" }
  execve { argv[0] in ["sh", "bash", "app${n}"] }`,
  (n) =>
    `openat { pathname glob "/home/*/.config/${n}/**" }
  execve { filename =~ "(?i)/python[0-9.]*$" } ?
  block "talks" { connect { port in [4444, 8080] } } :
  block "writes" { write { content =~ "^#!/bin/(ba|da|)sh ${n}" } }`,
];

/** policyText is the text of the policy `n`; the same `n` gives the same text. */
export function policyText(n: string): string {
  const index = [...n].reduce((sum, digit) => sum + Number(`0x${digit}`), 0) % FAMILIES.length;
  return `@attack("T1003")
path "policy_${n}" by tree within 5m severity high {
  ${FAMILIES[index]?.(n)}
}
`;
}

/** policyNames are `count` names; another `salt` gives names of which none is the same. */
export function policyNames(count: number, salt: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${(salt * count + index).toString(16)}`);
}
