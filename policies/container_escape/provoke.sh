#!/bin/sh
# Does what the policy waits for, harmlessly: the file is opened for reading and writing, and nothing
# is written to it.
set -eu
unshare --user --map-root-user --mount sh -c 'true 1<> /proc/sys/kernel/core_pattern || true' 2> /dev/null
