/*
 * Reaches into another process, its parent: takes its descriptor of FILE and reads from it, and
 * writes to its memory through /proc and through process_vm_writev. Exits with 0 if all went well.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char victim[8] = "before";

static int reach(int theirs)
{
	struct iovec from = { "called", 7 }, to = { victim, 7 };
	int process = syscall(SYS_pidfd_open, getppid(), 0);
	int taken = syscall(SYS_pidfd_getfd, process, theirs, 0);
	char path[64], byte;
	int memory;

	snprintf(path, sizeof(path), "/proc/%d/mem", getppid());
	memory = open(path, O_RDWR);
	if (read(taken, &byte, 1) != 1 || pwrite(memory, "stored", 7, (off_t)victim) != 7)
		return 1;
	return process_vm_writev(getppid(), &from, 1, &to, 1, 0) != 7;
}

int main(int argc, char **argv)
{
	int fd = open(argv[1], O_RDONLY), status;

	if (!fork()) {
		close(fd);
		_exit(reach(fd));
	}
	wait(&status);
	return status || strcmp(victim, "called");
}
