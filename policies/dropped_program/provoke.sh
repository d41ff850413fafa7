#!/bin/sh
# Does what the policy waits for, harmlessly: the program that it drops only ends.
set -eu
folder=$(mktemp -d /tmp/.exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
printf '#!/bin/sh\nexit 0\n' > "$folder/update"
chmod +x "$folder/update"
"$folder/update"
