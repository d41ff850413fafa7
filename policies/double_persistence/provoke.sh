#!/bin/sh
# Does what the policy waits for, harmlessly: in a mount namespace of its own, where an empty folder
# in memory covers each place that it writes to. Where it cannot have that, nothing is written.
set -eu
unshare --mount sh -euc '
    mount -t tmpfs none /etc
    mount -t tmpfs none /mnt
    mkdir /etc/cron.d /mnt/.ssh
    echo "# nothing" > /etc/cron.d/exeray
    echo "# nothing" > /mnt/.ssh/authorized_keys
'
