#!/bin/sh
# What honest programs do with connections and shells: a server that hands a connection to a child,
# and a client that runs a shell whose input and output are a pair of sockets, as Node.js does.
set -eu
perl -MIO::Socket::INET -MSocket -e '
    my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1) or die "listen: $!";
    my $port = $server->sockport;
    if (!fork) {
        close $server;
        my $client = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port) or die;
        socketpair(my $ours, my $theirs, AF_UNIX, SOCK_STREAM, PF_UNSPEC) or die;
        if (!fork) {
            open STDIN, "<&", $theirs;
            open STDOUT, ">&", $theirs;
            exec "sh", "-c", "read line; echo \"\$line\"";
        }
        close $theirs;
        syswrite $ours, "ordinary\n";
        syswrite $client, scalar <$ours>;
        shutdown $client, 1;
        1 while <$client>;
        wait;
        exit;
    }
    my $connection = $server->accept;
    if (!fork) {
        open STDIN, "<&", $connection;
        open STDOUT, ">&", $connection;
        exec "sh", "-c", "cat";
    }
    close $connection;
    1 while wait > 0;
'
