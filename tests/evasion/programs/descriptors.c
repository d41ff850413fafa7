/* Writes to SECRET through descriptors that mean something else at other times. */
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(int descriptor, const char *text)
{
	if (write(descriptor, text, strlen(text)) < 0)
		_exit(1);
}

/* pass sends a descriptor through a socket, or takes one out of it. */
static int pass(int socket, int descriptor)
{
	char byte = 0, space[CMSG_SPACE(sizeof(int))] = { 0 };
	struct iovec part = { &byte, 1 };
	struct msghdr message = { .msg_iov = &part,
				  .msg_iovlen = 1,
				  .msg_control = space,
				  .msg_controllen = sizeof(space) };
	struct cmsghdr *rights = CMSG_FIRSTHDR(&message);

	if (descriptor >= 0) {
		rights->cmsg_level = SOL_SOCKET;
		rights->cmsg_type = SCM_RIGHTS;
		rights->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(rights), &descriptor, sizeof(int));
		return sendmsg(socket, &message, 0);
	}
	if (recvmsg(socket, &message, 0) < 0)
		_exit(1);
	memcpy(&descriptor, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
	return descriptor;
}

int main(int argc, char **argv)
{
	int sockets[2], file, again;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
		return 1;
	file = open(argv[2], O_WRONLY | O_CREAT, 0600);
	say(file, "public");
	close(file);
	if (!fork()) {
		say(pass(sockets[1], -1), "passed");
		_exit(0);
	}
	again = open(argv[1], O_WRONLY | O_CREAT, 0600);
	if (again != file)
		return 1;
	say(again, "reused");
	dup2(again, 0);
	say(0, "dup2 0");
	dup2(again, 1);
	say(1, "dup2 1");
	say(fcntl(again, F_DUPFD, 100), "fcntl");
	pass(sockets[0], again);
	wait(NULL);
	return 0;
}
