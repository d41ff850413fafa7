/* Opens FILE in a grandchild whose parent has gone, so that it has another parent by then. */
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		return 1;
	if (fork() == 0) {
		pid_t middle = getpid();

		if (fork() == 0) {
			while (getppid() == middle)
				usleep(1000);
			open(argv[1], O_RDONLY);
			_exit(0);
		}
		_exit(0);
	}
	wait(NULL);
	close(ends[1]);
	/* The grandchild holds the other end until it is gone. */
	return read(ends[0], &byte, 1) != 0;
}
