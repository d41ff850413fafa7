/*
 * Makes the calls that it is told, each in the process it is told, in the order of the words:
 *
 *	player FOLDER { PROCESS CALL COUNT WORD*COUNT }...
 *
 * Process 0 is this one, every other one a child of it. The root is changed to FOLDER, an empty
 * one, so that nothing the calls name is there: an execve returns and nothing is harmed. Processes
 * pass the turn on by semaphores, because what goes through a pipe is a write that policies see.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS_MAX 64

struct event {
	int process;
	const char *call;
	int count;
	char **words;
};

/* make returns 0 where it does not know the call. */
static int make(const struct event *event)
{
	const char *call = event->call;
	char **words = event->words;
	char *argv[WORDS_MAX] = {0};
	char *env[] = {NULL};

	if (!strcmp(call, "openat")) {
		syscall(SYS_openat, AT_FDCWD, words[0], atoi(words[1]), 0);
	} else if (!strcmp(call, "write")) {
		syscall(SYS_write, atoi(words[0]), words[1], strlen(words[1]));
	} else if (!strcmp(call, "unlinkat")) {
		syscall(SYS_unlinkat, AT_FDCWD, words[0], 0);
	} else if (!strcmp(call, "execve")) {
		for (int i = 1; i < event->count && i < WORDS_MAX; i++)
			argv[i - 1] = words[i];
		syscall(SYS_execve, words[0], argv, env);
#ifdef SYS_open
	} else if (!strcmp(call, "creat")) {
		syscall(SYS_creat, words[0], 0);
	} else if (!strcmp(call, "unlink")) {
		syscall(SYS_unlink, words[0]);
#endif
	} else {
		return 0;
	}
	return 1;
}

static int play(int process, const struct event *events, int count, sem_t *turns)
{
	int status = 0;

	for (int i = 0; i < count; i++) {
		if (events[i].process != process)
			continue;
		sem_wait(&turns[i]);
		if (!make(&events[i]))
			status = 2;
		sem_post(&turns[i + 1]);
	}
	return status;
}

int main(int argc, char **argv)
{
	struct event *events = calloc(argc, sizeof(*events));
	sem_t *turns = mmap(NULL, argc * sizeof(*turns), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int count = 0, processes = 1, worst, status;

	if (!events || turns == MAP_FAILED || chroot(argv[1]) || chdir("/"))
		return 3;
	for (int at = 2; at < argc; at += 3 + events[count++].count) {
		events[count].process = atoi(argv[at]);
		events[count].call = argv[at + 1];
		events[count].count = atoi(argv[at + 2]);
		events[count].words = argv + at + 3;
		if (events[count].process >= processes)
			processes = events[count].process + 1;
	}
	for (int i = 0; i <= count; i++)
		sem_init(&turns[i], 1, i == 0);
	for (int process = 1; process < processes; process++)
		if (fork() == 0)
			_exit(play(process, events, count, turns));
	worst = play(0, events, count, turns);
	while (wait(&status) > 0)
		worst = status ? 2 : worst;
	return worst;
}
