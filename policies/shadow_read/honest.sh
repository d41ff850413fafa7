#!/bin/sh
# What honest programs do around the shadow file: a script from /tmp that a shell runs, an account
# that is looked up, a compressor; never all of it in the order of the policy.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
while read -r line; do :; done < /etc/shadow
echo ordinary | gzip > /dev/null
echo 'echo installed' > "$folder/install.sh"
sh "$folder/install.sh" > /dev/null
echo ordinary | base64 > /dev/null
