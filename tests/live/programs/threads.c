/* Opens a file over and over in a thread that is not the first, which waits. */
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

static void *work(void *unused)
{
	for (;;) {
		close(open("/etc/hostname", O_RDONLY));
		usleep(50000);
	}
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, work, NULL);
	pause();
	return 1;
}
