#!/bin/sh
# Does what the policy waits for, harmlessly: the web server is a shell by that name, and the key
# that is read is none.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/.ssh"
echo 'no key' > "$folder/.ssh/id_ed25519"
cp "$(command -v dash || command -v bash)" "$folder/php-fpm"
"$folder/php-fpm" -c "sh -c 'id > /dev/null; cat $folder/.ssh/id_ed25519 > /dev/null'; true"
