#!/bin/sh
# What honest programs do: a sandbox with namespaces and mounts of its own that looks at the kernel's
# settings and writes to files of its own; and such a setting opened outside any sandbox.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
true 1<> /proc/sys/kernel/core_pattern
unshare --user --map-root-user --mount sh -c '
    mount -t tmpfs none "$0"
    cat /proc/sys/kernel/core_pattern > "$0/pattern"
    echo 1 > "$0/notify_on_release"
' "$folder"
