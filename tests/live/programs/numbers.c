/*
 * Opens /n/00001 and so on up to COUNT, with a pause now and then. Before every BLOCK of them it
 * waits for a byte from GATE; it says when it is about to do so for the first time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = atoi(argv[1]), block = atoi(argv[2]), gate = open(argv[3], O_RDONLY);
	char path[32], byte;

	puts("ready");
	fflush(stdout);
	for (int i = 0; i < count; i++) {
		if (i % block == 0 && read(gate, &byte, 1) != 1)
			return 1;
		if (i % 10 == 0)
			usleep(100);
		snprintf(path, sizeof(path), "/n/%05d", i + 1);
		syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	}
	return 0;
}
