#!/bin/sh
# What honest programs do with many documents: compress and rotate them, save each through a
# temporary file, and rename them in order.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
for number in 1 2 3 4 5 6 7 8 9 10; do
    echo ordinary > "$folder/$number.csv"
    echo ordinary > "$folder/$number.sql"
done
gzip "$folder"/*.csv
perl -e '
    for my $document (glob "$ARGV[0]/*.sql") {
        rename $document, "$document.1" or die;
        open my $file, ">", "$document.tmp" or die;
        print $file "saved\n";
        close $file;
        rename "$document.tmp", $document or die;
        (my $other = $document) =~ s{/([0-9]+)\.sql$}{/backup-$1.sql};
        rename $document, $other or die;
    }
' "$folder"
