#!/bin/sh
# Does what the policy waits for, harmlessly: it keeps nothing of what it reads, and removes the
# one folder that it makes.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/collect.sh" <<'END'
while read -r line; do :; done < /etc/shadow
echo harmless | base64 > /dev/null
END
sh "$folder/collect.sh"
