#!/bin/sh
# Does what the policy waits for, harmlessly: what it asks the kernel to load is no module, and is
# refused.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
echo 'no module' > "$folder/exeray.ko"
perl -e '
    my %finit_module = (x86_64 => 313, aarch64 => 273);
    chomp(my $machine = `uname -m`);
    open my $module, "<", $ARGV[0] or die;
    my $parameters = "";
    syscall($finit_module{$machine}, fileno $module, $parameters, 0) == -1 or die "it was loaded";
' "$folder/exeray.ko"
