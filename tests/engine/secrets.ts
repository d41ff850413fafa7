/** Texts with secrets in them, and texts that only look so. All of them are made up. */

/** SECRET_TEXTS are texts with the part that must not be seen. */
export const SECRET_TEXTS: readonly (readonly [text: string, secret: string])[] = [
  ["aws_access_key_id = AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  ["id ASIAIOSFODNN7EXAMPLE.", "ASIAIOSFODNN7EXAMPLE"],
  [
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  ],
  [
    "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
  ],
  [
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\n-----END OPENSSH PRIVATE KEY-----\n",
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU",
  ],
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA cut off", "MIIEpAIBAAKCAQEA"],
  ["b3BlbnNzaC1rZXktdjEAAAAA\n-----END EC PRIVATE KEY-----\nrest", "b3BlbnNzaC1rZXktdjEAAAAA"],
  ["GITHUB_TOKEN=hunter2", "hunter2"],
  ["remote: ghp_16C7e42F292c6912E7710c838347Ae178B4a", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"],
  ["xoxb-123456789012-abcdefABCDEF", "xoxb-123456789012-abcdefABCDEF"],
  ["vault hvs.CAESIJlU02LQZq3xY8", "CAESIJlU02LQZq3xY8"],
  ["Authorization: Bearer abcdef123456", "abcdef123456"],
  ["authorization: Basic YWxhZGRpbjpvcGVuc2VzYW1l\r\n", "YWxhZGRpbjpvcGVuc2VzYW1l"],
  ['{"headers":{"Authorization":"token 0123abcd"}}', "0123abcd"],
  ["x: bearer 0123456789abcdef", "0123456789abcdef"],
  ["Cookie: session=4fd2; theme=dark\r\nHost: a", "session=4fd2"],
  ["postgres://app:hunter2@db:5432/x", "hunter2"],
  ['"password": "hunter2 with blanks"', "hunter2 with blanks"],
  ["PGPASSWORD=hunter2", "hunter2"],
  ["DB_PASS=hunter2", "hunter2"],
  ["MYSQL_PWD=hunter2", "hunter2"],
  ["client_secret=hunter2&grant_type=x", "hunter2"],
  ["x-api-key: hunter2", "hunter2"],
  ["mysql --password hunter2 -h db", "hunter2"],
  ["root:$6$rounds$k9cfyhG5Qx:19000:0", "k9cfyhG5Qx"],
];

/** HARMLESS are texts that no pattern may take for a secret. */
export const HARMLESS: readonly string[] = [
  "",
  "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin",
  "PWD=/root/project",
  "OLDPWD=/root/other-project",
  "SSH_AUTH_SOCK=/tmp/ssh-XXXXabcd/agent.1",
  "GIT_ASKPASS=/usr/bin/askpass",
  "LS_COLORS=rs=0:di=01;34:ln=01;36",
  "/etc/passwd",
  "root:x:0:0:root:/root:/bin/bash",
  "/var/lib/docker/overlay2/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "the token is read from the keyring",
  "https://example.org:8080/path?query=1",
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
  "-----BEGIN PUBLIC KEY-----",
  "sh -c echo hello",
  "eyJ",
  "AKIA is a prefix",
  "LD_LIBRARY_PATH=/usr/lib/x86_64-linux-gnu/a1B2c3",
];
