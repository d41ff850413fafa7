#!/bin/sh
# Does what the policy waits for, harmlessly: in a mount namespace of its own, where a folder in
# memory covers /var/log, with a history of its own. Where it cannot have that, nothing is emptied.
set -eu
unshare --mount sh -euc '
    mount -t tmpfs none /var/log
    mount -t tmpfs none /mnt
    echo harmless >> /var/log/auth.log
    echo harmless >> /mnt/.bash_history
    truncate -s 0 /var/log/auth.log
    rm /mnt/.bash_history
'
