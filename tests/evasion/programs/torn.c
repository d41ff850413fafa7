/*
 * Writes so that the kernel takes less than is passed: an iovec whose second part, and text whose
 * second page, cannot be read; and behind more empty parts than anybody looks at. Argument 1 is the
 * file.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *end = pages + 4096 - 4;
	struct iovec half[] = { { "half", 4 }, { (void *)16, 10 } };
	struct iovec edge[] = { { "an", 2 }, { end, 100 } };
	struct iovec far[1000] = {};

	munmap(pages + 4096, 4096);
	memcpy(end, "edge", 4);
	far[999] = (struct iovec){ "behind", 6 };
	if (writev(fd, half, 2) != 4 || writev(fd, edge, 2) != 6 || writev(fd, far, 1000) != 6) {
		perror("writev");
		return 1;
	}
	return 0;
}
