/* Writes by each of the system calls that can, to the descriptor 9 of its file. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char many[1000];
	struct iovec parts[] = { { "one", 3 }, { "", 0 }, { "two", 3 } };
	struct iovec each[200];
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(many, 'm', sizeof(many));
	for (int i = 0; i < 200; i++)
		each[i] = (struct iovec){ "x", 1 };
	dup2(open(argv[1], O_RDWR | O_CREAT, 0600), 9);
	write(9, "plain\0text", 10);
	write(9, many, sizeof(many));
	write(9, many, 0);
	syscall(SYS_pwrite64, 9, "at once", 7, 0);
	writev(9, parts, 3);
	pwritev(9, parts, 3, 0);
	pwritev2(9, parts, 3, 0, 0);
	writev(9, each, 200);
	/* From file to file in the kernel: the first two bytes, by each call that can. */
	int from = open(argv[1], O_RDONLY), pipes[2];

	pipe(pipes);
	syscall(SYS_sendfile, 9, from, NULL, 2);
	write(pipes[1], "ab", 2);
	syscall(SYS_splice, pipes[0], NULL, 9, NULL, 2, 0);
	syscall(SYS_copy_file_range, from, &(long long){ 0 }, 9, &(long long){ 4096 }, 2, 0);
	/* What lies before a page that cannot be read is written all the same. */
	mprotect(page + 4096, 4096, PROT_NONE);
	memcpy(page + 4092, "edge", 4);
	write(9, page + 4092, 100);
	write(9, (void *)8, 100);
	return 0;
}
