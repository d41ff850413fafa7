/* Makes a child in an unusual WAY and opens FILE in it: vfork, spawn, parent or daemon. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int opens(const char *file)
{
	open(file, O_RDONLY);
	_exit(0);
}

int main(int argc, char **argv)
{
	const char *way = argv[1], *file = argv[2];
	int ends[2];
	char byte;

	if (argc != 3 || pipe(ends))
		return 1;
	if (!strcmp(way, "vfork")) {
		if (vfork() == 0)
			opens(file);
	} else if (!strcmp(way, "spawn")) {
		char *command[] = { "cat", argv[2], NULL };
		pid_t pid;

		posix_spawn(&pid, "/bin/cat", NULL, NULL, command, environ);
		waitpid(pid, NULL, 0);
	} else if (!strcmp(way, "parent")) {
		/* The child of a child becomes the child of the first: its parent is not who made it. */
		if (fork() == 0) {
			if (syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0)
				opens(file);
			_exit(0);
		}
		wait(NULL);
		wait(NULL);
	} else if (!strcmp(way, "daemon")) {
		if (fork() == 0) {
			setsid();
			if (fork() == 0) {
				while (getppid() != 1)
					usleep(1000);
				opens(file);
			}
			_exit(0);
		}
		wait(NULL);
	}
	close(ends[1]);
	/* Whoever was made holds the other end until it is gone. */
	return read(ends[0], &byte, 1) != 0;
}
