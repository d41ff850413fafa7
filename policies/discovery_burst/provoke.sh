#!/bin/sh
# Does what the policy waits for, harmlessly: what it asks for goes nowhere. A machine without ps or
# ip has stand-ins of that name, in a folder that is removed.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
for name in ip ps; do ln -s "$(command -v true)" "$folder/$name"; done
PATH=$PATH:$folder
{
    whoami
    uname -a
    ip address
    ps aux
} > /dev/null
