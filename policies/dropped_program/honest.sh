#!/bin/sh
# What honest programs do with executables in /tmp: an installer that unpacks itself into a folder of
# its own and runs from there, a build, and a script that is handed to its interpreter.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
script=$(mktemp /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder" "$script"' EXIT
printf '#!/bin/sh\nexit 0\n' > "$folder/setup"
chmod 755 "$folder/setup"
"$folder/setup"
cp /bin/true "$folder/tool"
(cd "$folder" && ./tool)
echo 'exit 0' > "$script"
sh "$script"
