#!/bin/sh
# What honest programs do: logs are rotated, by renaming and by copying and cutting, and a shell
# appends to its history.
set -eu
unshare --mount sh -euc '
    mount -t tmpfs none /var/log
    mount -t tmpfs none /mnt
    echo ordinary > /var/log/dpkg.log
    mv /var/log/dpkg.log /var/log/dpkg.log.1
    cp /var/log/dpkg.log.1 /var/log/syslog
    cp /var/log/syslog /var/log/syslog.1
    truncate -s 0 /var/log/syslog
    echo ls >> /mnt/.bash_history
    rm /var/log/syslog.1
'
