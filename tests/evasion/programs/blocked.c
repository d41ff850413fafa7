/*
 * Opens the FIFO SECRET by a name on a page that is not in memory yet. While the call blocks, when
 * the kernel has long read the name, another thread changes it to PUBLIC, or, without PUBLIC, takes
 * the page away. FILE is for the page.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *page;
static const char *secret, *public;
static volatile int opener;

static char state_of(int thread)
{
	char path[64], text[256], *end;
	int file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", thread);
	file = open(path, O_RDONLY);
	text[read(file, text, sizeof(text) - 1)] = 0;
	close(file);
	end = strrchr(text, ')');
	return end[2];
}

static void *open_secret(void *unused)
{
	opener = syscall(SYS_gettid);
	open(page, O_RDONLY);
	return NULL;
}

int main(int argc, char **argv)
{
	int file = open(argv[2], O_RDWR | O_CREAT | O_TRUNC, 0600);
	pthread_t thread;
	int asleep = 0;

	secret = argv[1];
	public = argv[3];
	if (write(file, secret, strlen(secret) + 1) < 0 || ftruncate(file, 4096))
		return 1;
	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
	pthread_create(&thread, NULL, open_secret, NULL);
	/* Asleep a hundred looks in a row: it waits for a writer and for nothing else. */
	while (asleep < 100) {
		asleep = opener && state_of(opener) == 'S' ? asleep + 1 : 0;
		usleep(1000);
	}
	if (public)
		strcpy(page, public);
	else
		munmap(page, 4096);
	open(secret, O_WRONLY | O_NONBLOCK);
	pthread_join(thread, NULL);
	return 0;
}
