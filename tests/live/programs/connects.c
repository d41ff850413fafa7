/* Connects to addresses of each family that has a name or a number to report. */
#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static void try(int family, void *address, socklen_t length)
{
	int fd = socket(family, SOCK_STREAM, 0);

	connect(fd, address, length);
	close(fd);
}

int main(void)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(4444) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(1) };
	struct sockaddr_un path = { .sun_family = AF_UNIX, .sun_path = "/tmp/no such socket" };
	struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "\0abstract" };

	inet_pton(AF_INET, "127.0.0.1", &four.sin_addr);
	inet_pton(AF_INET6, "::1", &six.sin6_addr);
	try(AF_INET, &four, sizeof(four));
	try(AF_INET6, &six, sizeof(six));
	try(AF_UNIX, &path, sizeof(path));
	try(AF_UNIX, &name, offsetof(struct sockaddr_un, sun_path) + 9);
	try(AF_INET, &four, 1);
	return 0;
}
