/* Writes to and closes files of every sort that has a path, or has none. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void put(int fd)
{
	char bytes[8] = "written";

	write(fd, bytes, 8);
}

/* Sends a descriptor to another process, which writes to it. */
static void pass(int fd)
{
	char control[CMSG_SPACE(sizeof(int))] = "", byte = 'x';
	struct iovec one = { &byte, 1 };
	struct msghdr message = { NULL, 0, &one, 1, control, sizeof(control) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int ends[2];

	socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
	if (fork() == 0) {
		int received;

		recvmsg(ends[1], &message, 0);
		memcpy(&received, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(int));
		put(received);
		_exit(0);
	}
	*header = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memcpy(CMSG_DATA(header), &fd, sizeof(int));
	sendmsg(ends[0], &message, 0);
	wait(NULL);
}

int main(int argc, char **argv)
{
	int pipes[2], file, memory;

	chdir(argv[1]);
	file = open("one", O_RDWR | O_CREAT, 0600);
	put(file);
	dup2(file, 1);
	put(1);
	pass(file);
	rename("one", "two");
	put(file);
	unlink("two");
	put(file);
	dup2(open("/dev/null", O_WRONLY), 1);
	put(1);
	pipe(pipes);
	put(pipes[1]);
	put(socket(AF_INET, SOCK_DGRAM, 0));
	put(eventfd(0, 0));
	memory = memfd_create("hidden", 0);
	put(memory);
	put(99);
	close(file);
	syscall(SYS_close_range, memory, memory, 0);
	/* A program in memory, run by its descriptor. */
	memory = memfd_create("program", MFD_CLOEXEC);
	file = open("/bin/true", O_RDONLY);
	for (char bytes[4096]; ;) {
		long length = read(file, bytes, sizeof(bytes));

		if (length <= 0)
			break;
		write(memory, bytes, length);
	}
	if (fork() == 0) {
		char *args[] = { "true", NULL };

		syscall(SYS_execveat, memory, "", args, args + 1, AT_EMPTY_PATH);
		_exit(1);
	}
	wait(NULL);
	return 0;
}
