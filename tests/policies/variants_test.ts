/** The other ways to do what a policy waits for, and to come near it, on a real kernel. */
import assert from "node:assert/strict";
import { live } from "../live/harness.ts";
import { matched } from "./pack.ts";

/** FOLDER begins a script with a folder of its own. */
const FOLDER = `set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
`;

/** COVERED begins a script whose /etc, /var/log and /mnt are empty folders in memory. */
const COVERED = `set -eu
for folder in /etc /var/log /mnt; do mount -t tmpfs none "$folder"; done
mkdir /etc/cron.d /etc/profile.d /mnt/.ssh
`;

/** PERL has the numbers of system calls that it has no function for. */
const PERL = `use Fcntl; use Socket; use IO::Socket::INET;
my $arm = \`uname -m\` =~ /aarch64/;
my ($memfd_create, $init_module, $writev) = $arm ? (279, 105, 271) : (319, 175, 311);
`;

/** SLEEPER begins, and SLEEPER_ENDS ends, what is done to the memory of a child of its own. */
const SLEEPER = `my $child = fork;
exec "sleep", "30" if !$child;
select undef, undef, undef, 0.2 until \`cat /proc/$child/comm\` eq "sleep\\n";
open my $maps, "<", "/proc/$child/maps";`;
const SLEEPER_ENDS = `kill "KILL", $child; waitpid $child, 0;`;

function perl(text: string, ...args: string[]): string[] {
  return ["perl", "-e", PERL + text, ...args];
}

function shell(text: string): string[] {
  return ["sh", "-c", FOLDER + text];
}

function covered(text: string): string[] {
  return ["unshare", "--mount", "sh", "-c", COVERED + text];
}

const DOCUMENTS = "for n in 1 2 3 4 5 6 7 8 9 10; do echo harmless > $folder/$n.docx; done\n";

/** VARIANTS have what is done, the command, and the policies that match. */
const VARIANTS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  [
    "a shell that is the child of the program that has the connection",
    perl(`
      my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1);
      my $client = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $server->sockport);
      my $taken = $server->accept;
      open STDIN, "<&", $client;
      open STDOUT, ">&", $client;
      print $taken "exit\\n"; $taken->flush;
      system "sh";`),
    ["reverse_shell"],
  ],
  [
    "a shell for whoever connects",
    perl(`
      my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1);
      if (!fork) {
        my $client = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $server->sockport);
        print $client "exit\\n"; $client->flush;
        1 while <$client>;
        exit;
      }
      my $taken = $server->accept;
      open STDIN, "<&", $taken;
      open STDOUT, ">&", $taken;
      exec "sh";`),
    ["reverse_shell"],
  ],
  [
    "a dropped program that cp has made executable, run from its folder",
    shell(`hidden=$(mktemp -d /tmp/.exeray.XXXXXX)
      cp /bin/true "$hidden/update"
      cd "$hidden"
      ./update
      rm -rf "$hidden"`),
    ["dropped_program"],
  ],
  [
    "a program in memory that is filled by a copy in the kernel and run by a child",
    perl(`
      my $name = "x";
      my $fd = syscall $memfd_create, $name, 0;
      open my $memory, ">&=", $fd;
      system "cat /bin/true > /proc/$$/fd/$fd";
      system { "/proc/$$/fd/$fd" } "true";`),
    ["fileless_execution"],
  ],
  [
    "memory of another process written through its file",
    perl(`${SLEEPER}
      my ($place) = map { /^[0-9a-f]+-([0-9a-f]+) .*\\[stack\\]/ ? hex($1) - 8 : () } <$maps>;
      sysopen my $memory, "/proc/$child/mem", O_RDWR or die;
      sysseek $memory, $place, 0;
      sysread $memory, my $bytes, 8;
      sysseek $memory, $place, 0;
      syswrite $memory, $bytes or die;
      ${SLEEPER_ENDS}`),
    ["process_injection"],
  ],
  [
    "memory of another process written by process_vm_writev",
    perl(`${SLEEPER}
      my @maps = <$maps>;
      my $none = pack "QQ", 0, 0;
      syscall $writev, $child, $none, 1, $none, 1, 0;
      ${SLEEPER_ENDS}`),
    ["process_injection"],
  ],
  [
    "a job of cron and a preloaded library, put in place by renaming",
    covered(`echo x > /mnt/job; mv /mnt/job /etc/cron.d/job
      echo x > /mnt/preload; cd /etc; mv /mnt/preload ld.so.preload`),
    ["double_persistence"],
  ],
  [
    "a profile, then a unit",
    covered(`mkdir -p /etc/systemd/system
      echo x >> /mnt/.bashrc; echo x > /etc/systemd/system/x.service`),
    ["double_persistence"],
  ],
  [
    "one place of persistence, twice",
    covered("echo x > /etc/cron.d/one; echo x > /etc/cron.d/two"),
    [],
  ],
  [
    "a dropped module from the program's memory",
    [
      "sh",
      "-c",
      `${FOLDER}echo "no module" > "$folder/x.ko"; perl -e "$0" "$folder/x.ko"`,
      `${PERL}
      open my $file, "<", $ARGV[0];
      my ($module, $none) = (scalar <$file>, "");
      syscall $init_module, $module, length $module, $none;`,
    ],
    ["dropped_module"],
  ],
  [
    "documents that are encrypted into copies, a program for each",
    shell(`${DOCUMENTS}
      for document in "$folder"/*.docx; do
        base64 "$document" > "$document.locked"
        rm "$document"
      done`),
    ["document_ransom"],
  ],
  [
    "documents that are compressed into copies",
    shell(`${DOCUMENTS}
      for document in "$folder"/*.docx; do
        gzip < "$document" > "$document.gz"
        rm "$document"
      done`),
    [],
  ],
  [
    "a history that is no more, then a log that is removed",
    covered(`echo x >> /mnt/.bash_history; echo x >> /var/log/auth.log
      ln -sf /dev/null /mnt/.bash_history
      rm /var/log/auth.log`),
    ["covered_tracks"],
  ],
  [
    "a mount of a control group and its release agent",
    shell(`unshare --mount sh -euc '
        mount -t tmpfs none /mnt
        echo true > /mnt/release_agent'`),
    ["container_escape"],
  ],
];

for (const [what, command, policies] of VARIANTS) {
  live(`the pack ${policies.length > 0 ? "finds" : "lets pass"} ${what}`, async () => {
    assert.deepEqual(await matched(command), policies);
  });
}
