/* Reads a byte from a pipe while a signal comes whose handler lets the call go on. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int pipes[2];
static volatile int handled, reader;
static volatile long result;

static void handle(int signal)
{
	handled = 1;
}

static void *read_one(void *unused)
{
	char byte;

	reader = syscall(SYS_gettid);
	result = read(pipes[0], &byte, 1);
	return NULL;
}

static int asleep(void)
{
	char path[64], text[256];
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", reader);
	file = fopen(path, "r");
	text[fread(text, 1, sizeof(text) - 1, file)] = 0;
	fclose(file);
	return strrchr(text, ')')[2] == 'S';
}

int main(void)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };
	pthread_t thread;
	int looks = 0;

	if (pipe(pipes))
		return 1;
	sigaction(SIGUSR1, &action, NULL);
	pthread_create(&thread, NULL, read_one, NULL);
	while (looks < 100) {
		looks = reader && asleep() ? looks + 1 : 0;
		usleep(1000);
	}
	pthread_kill(thread, SIGUSR1);
	while (!handled)
		usleep(1000);
	if (write(pipes[1], "x", 1) != 1)
		return 1;
	pthread_join(thread, NULL);
	return result != 1;
}
