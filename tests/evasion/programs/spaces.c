/*
 * Makes a process, in a pid namespace of its own, that makes another one there, and a thread, and
 * signals itself. Prints what clone returned for the last two.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *body(void *tid)
{
	*(int *)tid = syscall(SYS_gettid);
	return NULL;
}

int main(void)
{
	pid_t first, second;
	pthread_t thread;
	int tid = 0;

	if (unshare(CLONE_NEWPID)) {
		perror("unshare");
		return 2;
	}
	first = fork();
	if (!first) {
		second = fork();
		if (!second)
			_exit(0);
		waitpid(second, NULL, 0);
		kill(1, 0);
		pthread_create(&thread, NULL, body, &tid);
		pthread_join(thread, NULL);
		printf("%d %d\n", second, tid);
		return 0;
	}
	waitpid(first, NULL, 0);
	return 0;
}
