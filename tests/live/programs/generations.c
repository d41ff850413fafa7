/*
 * Three generations, each of which ends before the next one acts: the first makes the second, the
 * second makes the third. That one leads a session of its own, opens a file, and becomes cat under
 * another name.
 */
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <unistd.h>

/* outlive returns when the process's parent, `pid`, is gone. */
static void outlive(pid_t pid)
{
	while (getppid() == pid)
		sched_yield();
}

int main(int argc, char **argv)
{
	pid_t first = getpid(), second;

	open("/generations/first", O_RDONLY);
	if (fork())
		return 0;
	outlive(first);
	prctl(PR_SET_NAME, "second");
	second = getpid();
	open("/generations/second", O_RDONLY);
	if (fork())
		return 0;
	outlive(second);
	prctl(PR_SET_NAME, "third");
	setsid();
	open("/generations/third", O_RDONLY);
	execl("/bin/cat", "innocent", "/generations/cat", "two words", NULL);
	return 1;
}
