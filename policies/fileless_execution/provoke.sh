#!/bin/sh
# Does what the policy waits for, harmlessly: the program that it runs from memory is true.
set -eu
perl -e '
    my %memfd_create = (x86_64 => 319, aarch64 => 279);
    chomp(my $machine = `uname -m`);
    my $name = "exeray";
    my $fd = syscall($memfd_create{$machine}, $name, 0);
    die "memfd_create: $!" if $fd < 0;
    open my $memory, ">&=", $fd or die;
    open my $program, "<", "/bin/true" or die;
    local $/;
    syswrite $memory, <$program>;
    exec { "/proc/self/fd/$fd" } "true" or die "exec: $!";
'
