/* Runs PROGRAM ARG... from a thread that is not the first. */
#include <pthread.h>
#include <unistd.h>

static void *run(void *argv)
{
	execv(((char **)argv)[0], argv);
	return NULL;
}

int main(int argc, char **argv)
{
	pthread_t thread;

	pthread_create(&thread, NULL, run, argv + 1);
	pause();
	return 1;
}
