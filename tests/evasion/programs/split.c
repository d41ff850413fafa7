/* Opens FIRST and then SECOND, each from another thread or process. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void *open_one(void *path)
{
	open(path, O_RDONLY);
	return NULL;
}

static void in_thread(char *path)
{
	pthread_t thread;

	pthread_create(&thread, NULL, open_one, path);
	pthread_join(thread, NULL);
}

static void in_fork(char *path)
{
	if (!fork()) {
		open_one(path);
		_exit(0);
	}
	wait(NULL);
}

static void in_vfork(char *path)
{
	if (!vfork()) {
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
		_exit(0);
	}
	wait(NULL);
}

/* A daemon: another session, and a parent that has gone. */
static void in_daemon(char *path)
{
	int done[2];
	pid_t parent;
	char end;

	if (pipe(done))
		return;
	if (!fork()) {
		setsid();
		parent = getpid();
		if (!fork()) {
			while (getppid() == parent)
				usleep(1000);
			open_one(path);
			_exit(0);
		}
		_exit(0);
	}
	wait(NULL);
	close(done[1]);
	while (read(done[0], &end, 1) > 0)
		;
}

/* A child that is no child of ours, but of our parent. */
static void in_sibling(char *path)
{
	int done[2];
	char end;

	if (pipe(done))
		return;
	if (!syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)) {
		open_one(path);
		_exit(0);
	}
	close(done[1]);
	while (read(done[0], &end, 1) > 0)
		;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*act)(char *path);
	} ways[] = {
		{ "thread", in_thread }, { "fork", in_fork },	    { "vfork", in_vfork },
		{ "daemon", in_daemon }, { "sibling", in_sibling },
	};

	for (int i = 0; i < 5; i++)
		if (!strcmp(ways[i].name, argv[1])) {
			ways[i].act(argv[2]);
			ways[i].act(argv[3]);
		}
	return 0;
}
