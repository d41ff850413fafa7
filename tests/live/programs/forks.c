/* Starts COUNT children; each opens FOLDER/N as the first thing it does. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[4096];

	for (int i = 0; i < atoi(argv[2]); i++) {
		snprintf(path, sizeof(path), "%s/%d", argv[1], i);
		if (fork() == 0) {
			syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
			_exit(0);
		}
		if (i % 50 == 49)
			while (wait(NULL) > 0)
				;
	}
	while (wait(NULL) > 0)
		;
	return 0;
}
