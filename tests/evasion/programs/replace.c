/*
 * Opens SECRET 2,000 times, while another thread puts PUBLIC in the place of the descriptor as
 * soon as there is one. Prints how often SECRET was opened.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int public, next;
static volatile int done;

static void *replace(void *unused)
{
	while (!done) {
		dup2(public, next);
		close(next);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;
	int opened = 0;

	public = open(argv[2], O_RDONLY);
	next = dup(public);
	close(next);
	pthread_create(&thread, NULL, replace, NULL);
	for (int i = 0; i < 2000; i++) {
		int descriptor = open(argv[1], O_RDONLY);

		opened += descriptor >= 0;
		if (descriptor != next)
			close(descriptor);
	}
	done = 1;
	pthread_join(thread, NULL);
	printf("%d\n", opened);
	return 0;
}
