#!/bin/sh
# Does what the policy waits for, harmlessly: the documents are its own.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
for number in 1 2 3 4 5 6 7 8 9 10; do echo harmless > "$folder/$number.docx"; done
perl -e '
    for my $document (glob "$ARGV[0]/*.docx") {
        open my $file, "+<", $document or die;
        print $file scalar reverse "harmless";
        close $file;
        rename $document, "$document.locked" or die;
    }
' "$folder"
