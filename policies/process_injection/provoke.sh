#!/bin/sh
# Does what the policy waits for, harmlessly: eight bytes of a child's stack are read and written
# back as they were.
set -eu
perl -e '
    my %ptrace = (x86_64 => 101, aarch64 => 117);
    my ($peek, $poke, $attach, $detach) = (2, 5, 16, 17);
    chomp(my $machine = `uname -m`);
    my $child = fork;
    exec "sleep", "30" if !$child;
    syscall($ptrace{$machine}, $attach, $child, 0, 0) == 0 or die "attach: $!";
    waitpid $child, 0;
    open my $maps, "<", "/proc/$child/maps" or die "maps: $!";
    my ($stack) = map { /^[0-9a-f]+-([0-9a-f]+) .*\[stack\]/ ? hex($1) - 8 : () } <$maps>;
    my $bytes = "\0" x 8;
    syscall($ptrace{$machine}, $peek, $child, $stack, $bytes) == 0 or die "peek: $!";
    syscall($ptrace{$machine}, $poke, $child, $stack, unpack("q", $bytes)) == 0 or die "poke: $!";
    syscall $ptrace{$machine}, $detach, $child, 0, 0;
    kill "KILL", $child;
    waitpid $child, 0;
'
