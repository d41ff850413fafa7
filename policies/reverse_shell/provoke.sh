#!/bin/sh
# Does what the policy waits for, harmlessly: the shell's connection goes to a listener on the
# loopback that tells it to end.
set -eu
folder=$(mktemp -d /tmp/exeray.XXXXXX)
trap 'rm -rf "$folder"' EXIT
perl -MIO::Socket::INET -e '
    my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1) or die "listen: $!";
    open my $file, ">", "$ARGV[0]/new" or die;
    print $file $server->sockport;
    close $file;
    rename "$ARGV[0]/new", "$ARGV[0]/port";
    my $shell = $server->accept;
    print $shell "exit\n";
    1 while <$shell>;
' "$folder" &
until [ -e "$folder/port" ]; do sleep 0.1; done
bash -c "exec sh >& /dev/tcp/127.0.0.1/$(cat "$folder/port") 0>&1"
wait
