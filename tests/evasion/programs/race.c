/*
 * Opens FOLDER/a and FOLDER/b by one name that another thread changes all the time, until each has
 * been opened 100 times, and prints how often it was b.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[4096];
static volatile char *last;
static volatile int done;

static void *change(void *unused)
{
	while (!done)
		*last = *last == 'a' ? 'b' : 'a';
	return NULL;
}

int main(int argc, char **argv)
{
	struct stat file, b;
	int opened[2] = { 0, 0 };
	pthread_t thread;

	last = path + snprintf(path, sizeof(path), "%s/b", argv[1]) - 1;
	stat(path, &b);
	pthread_create(&thread, NULL, change, NULL);
	while (opened[0] < 100 || opened[1] < 100) {
		int descriptor = open(path, O_RDONLY);

		fstat(descriptor, &file);
		close(descriptor);
		opened[file.st_ino == b.st_ino]++;
	}
	done = 1;
	pthread_join(thread, NULL);
	printf("%d\n", opened[1]);
	return 0;
}
