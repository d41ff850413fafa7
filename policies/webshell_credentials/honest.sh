#!/bin/sh
# What honest servers do: the application reads its own credentials, and starts a shell for work that
# has nothing to do with them; a user's shell, below no server, reads a key.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
echo 'no password' > "$folder/.pgpass"
mkdir "$folder/.ssh"
echo 'no key' > "$folder/.ssh/id_ed25519"
cp "$(command -v dash || command -v bash)" "$folder/php-fpm"
"$folder/php-fpm" -c "read line < $folder/.pgpass; sh -c 'id > /dev/null; gzip < /etc/passwd > /dev/null'; true"
sh -c "cat $folder/.ssh/id_ed25519 > /dev/null"
