/*
 * Sends in ways that hide who is sent to: to an address without a family, which IPv4 takes as its
 * own, as the second of several messages, and through a connection that nobody asked for by connect.
 * The ports follow each other from argument 1 on. Prints what arrived.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct sockaddr_in at(int port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static void arrived(int in)
{
	char text[16] = "nothing";

	if (recv(in, text, sizeof(text) - 1, MSG_DONTWAIT) < 0)
		perror("recv");
	printf("%s\n", text);
}

int main(int argc, char **argv)
{
	int port = atoi(argv[1]), on = 1;
	int in = socket(AF_INET, SOCK_DGRAM, 0), out = socket(AF_INET, SOCK_DGRAM, 0);
	int own = socket(AF_INET, SOCK_DGRAM, 0);
	int served = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr_in to = at(port), any = { .sin_port = htons(port + 1) };
	struct sockaddr_in harmless = at(9), stream = at(port + 2);
	struct iovec text = { "message", 8 }, several[] = { { "decoy", 6 }, { "second", 7 } };
	struct msghdr message = {
		.msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = &text, .msg_iovlen = 1,
	};
	struct mmsghdr messages[] = {
		{ { &harmless, sizeof(harmless), &several[0], 1 } },
		{ { &to, sizeof(to), &several[1], 1 } },
	};

	setsockopt(served, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(in, (void *)&to, sizeof(to)) || bind(served, (void *)&stream, sizeof(stream)) ||
	    listen(served, 1)) {
		perror("bind");
		return 1;
	}
	to.sin_family = AF_UNSPEC;
	sendto(out, "plain", 6, 0, (void *)&to, sizeof(to));
	arrived(in);
	sendmsg(out, &message, 0);
	arrived(in);
	if (bind(own, (void *)&any, sizeof(any)))
		perror("bind without a family");
	to.sin_family = AF_INET;
	sendmmsg(out, messages, 2, 0);
	arrived(in);
	sendto(client, "fast", 5, MSG_FASTOPEN, (void *)&stream, sizeof(stream));
	return 0;
}
