/* Opens FIRST and then SECOND from two processes that have one number, one after the other. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t open_as(pid_t number, const char *path)
{
	pid_t numbers[] = { number };
	struct clone_args how = { .exit_signal = SIGCHLD,
				  .set_tid = number ? (uintptr_t)numbers : 0,
				  .set_tid_size = number ? 1 : 0 };
	pid_t child = syscall(SYS_clone3, &how, sizeof(how));

	if (!child) {
		open(path, O_RDONLY);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return child;
}

int main(int argc, char **argv)
{
	pid_t number = open_as(0, "/dev/null"), first = open_as(number, argv[1]);

	return number < 0 || first != number || open_as(number, argv[2]) != number;
}
