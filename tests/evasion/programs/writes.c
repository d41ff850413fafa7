/* Changes TARGET in every way but write, from SOURCE, which must not be empty. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/aio_abi.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static void must(int holds)
{
	if (!holds)
		exit(1);
}

int main(int argc, char **argv)
{
	int source = open(argv[2], O_RDONLY), target = open(argv[1], O_RDWR | O_CREAT, 0600);
	struct iovec parts[] = { { "root", 4 }, { "::0:0", 5 } };
	loff_t from = 0, to = 0;
	int pipes[2];
	struct iocb request = { .aio_lio_opcode = IOCB_CMD_PWRITE,
				.aio_fildes = target,
				.aio_buf = (uintptr_t) "root::0:0",
				.aio_nbytes = 9 };
	struct iocb *requests[] = { &request };
	aio_context_t context = 0;
	struct io_event event;
	char *memory;

	must(pwrite(target, "root::0:0", 9, 0) == 9);
	must(writev(target, parts, 2) == 9);
	must(pwritev2(target, parts, 2, 0, 0) == 9);

	must(sendfile(target, source, &from, 4) > 0);
	from = 0;
	must(pipe(pipes) == 0);
	must(splice(source, &from, pipes[1], NULL, 4, 0) > 0);
	must(splice(pipes[0], NULL, target, NULL, 4, 0) > 0);
	from = 0;
	must(copy_file_range(source, &from, target, &to, 4, 0) > 0);
	memory = mmap(NULL, 4096, PROT_READ, MAP_SHARED, target, 0);
	must(memory != MAP_FAILED);
	must(mprotect(memory, 4096, PROT_READ | PROT_WRITE) == 0);
	memory[0] = 'r';
	must(syscall(SYS_io_setup, 1, &context) == 0);
	must(syscall(SYS_io_submit, context, 1, requests) == 1);
	must(syscall(SYS_io_getevents, context, 1, 1, &event, NULL) == 1 && event.res == 9);
	must(fallocate(target, 0, 0, 8192) == 0);
	must(ftruncate(target, 2) == 0);
	return 0;
}
