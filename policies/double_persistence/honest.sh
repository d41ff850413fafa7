#!/bin/sh
# What honest programs do: a package brings a job of cron and a unit, which its manager writes under
# other names and renames; an administrator changes a profile, and only that.
set -eu
unshare --mount sh -euc '
    mount -t tmpfs none /etc
    mount -t tmpfs none /mnt
    mkdir -p /mnt/new/etc/cron.d /mnt/new/etc/systemd/system
    echo "# nothing" > /mnt/new/etc/cron.d/exeray
    echo "# nothing" > /mnt/new/etc/systemd/system/exeray.service
    tar -C /mnt/new -cf /mnt/package.tar etc
    tar -C / -xf /mnt/package.tar
    echo "# nothing" > /mnt/.bashrc
    cat /etc/cron.d/exeray /etc/systemd/system/exeray.service > /dev/null
'
