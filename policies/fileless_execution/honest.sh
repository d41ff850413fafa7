#!/bin/sh
# What honest programs do with memory files: data is written there and read again, then a program is
# started from its path, and another from a descriptor of /proc.
set -eu
perl -e '
    my %memfd_create = (x86_64 => 319, aarch64 => 279);
    chomp(my $machine = `uname -m`);
    my $name = "exeray";
    my $fd = syscall($memfd_create{$machine}, $name, 0);
    die "memfd_create: $!" if $fd < 0;
    open my $memory, "+<&=", $fd or die;
    syswrite $memory, "ordinary\n" x 100;
    sysseek $memory, 0, 0;
    sysread $memory, my $text, 1000;
    system "/bin/true";
    open my $program, "<", "/bin/true" or die;
    exec { "/proc/self/fd/" . fileno $program } "true" or die "exec: $!";
'
