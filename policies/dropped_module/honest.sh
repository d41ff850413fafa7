#!/bin/sh
# What honest programs do: a module is unpacked in /tmp, put where modules belong and loaded from
# there. Here it is no module, that place is a folder in memory, and the kernel refuses it.
set -eu
unshare --mount sh -euc '
    mount -t tmpfs none /mnt
    folder=$(mktemp -d /tmp/exeray.XXXXXX)
    trap "rm -rf $folder" EXIT
    echo "no module" > "$folder/exeray.ko"
    mkdir -p /mnt/lib/modules/extra
    cp "$folder/exeray.ko" /mnt/lib/modules/extra/exeray.ko
    perl -e "
        my %finit_module = (x86_64 => 313, aarch64 => 273);
        chomp(my \$machine = \`uname -m\`);
        open my \$module, q(<), q(/mnt/lib/modules/extra/exeray.ko) or die;
        my \$parameters = q();
        syscall(\$finit_module{\$machine}, fileno \$module, \$parameters, 0) == -1 or die q(it was loaded);
    "
'
