#!/bin/sh
# What honest programs do to others: a tracer attaches, reads and lets go; a monitor reads maps and
# memory; a program writes to memory of its own.
set -eu
perl -MFcntl -e '
    my %ptrace = (x86_64 => 101, aarch64 => 117);
    my ($attach, $detach) = (16, 17);
    chomp(my $machine = `uname -m`);
    my $child = fork;
    exec "sleep", "30" if !$child;
    syscall($ptrace{$machine}, $attach, $child, 0, 0) == 0 or die "attach: $!";
    waitpid $child, 0;
    open my $maps, "<", "/proc/$child/maps" or die "maps: $!";
    my ($stack) = map { /^[0-9a-f]+-([0-9a-f]+) .*\[stack\]/ ? hex($1) - 8 : () } <$maps>;
    sysopen my $memory, "/proc/$child/mem", O_RDONLY or die "mem: $!";
    sysseek $memory, $stack, 0;
    sysread $memory, my $bytes, 8;
    syscall $ptrace{$machine}, $detach, $child, 0, 0;
    kill "KILL", $child;
    waitpid $child, 0;
    open my $own, "<", "/proc/self/maps" or die;
    ($stack) = map { /^[0-9a-f]+-([0-9a-f]+) .*\[stack\]/ ? hex($1) - 8 : () } <$own>;
    sysopen my $self, "/proc/self/mem", O_RDWR or die;
    sysseek $self, $stack, 0;
    sysread $self, $bytes, 8;
    sysseek $self, $stack, 0;
    syswrite $self, $bytes;
'
