/*
 * Has an io_uring that the kernel polls, in a thread that it gives a harmless name; says "ready", and
 * when a line comes in, opens PATH through the ring by stores into memory alone. Exits with 2 where
 * there is no such ring.
 */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params parameters = {
	.flags = IORING_SETUP_SQPOLL,
	.sq_thread_idle = 600000, /* ms */
};

/* submit hands on the first entry, again: it is number `count`, of at most 4. */
static void submit(char *queue, unsigned count)
{
	*((unsigned *)(queue + parameters.sq_off.array) + count - 1) = 0;
	__atomic_store_n((unsigned *)(queue + parameters.sq_off.tail), count, __ATOMIC_RELEASE);
}

static void await(char *queue, unsigned count)
{
	unsigned *done = (unsigned *)(queue + parameters.cq_off.tail);

	while (__atomic_load_n(done, __ATOMIC_ACQUIRE) < count)
		;
}

static void rename_threads(void)
{
	/* Its number is the next one, or one soon after it. */
	for (int tid = getpid() + 1; tid < getpid() + 100; tid++) {
		char path[64];
		FILE *name;

		snprintf(path, sizeof(path), "/proc/self/task/%d/comm", tid);
		name = fopen(path, "w");
		if (!name)
			continue;
		fputs("worker", name);
		fclose(name);
	}
}

int main(int argc, char **argv)
{
	int ring = syscall(SYS_io_uring_setup, 4, &parameters);
	struct io_uring_sqe *entry;
	char *queue, line[8];

	if (ring < 0)
		return 2;
	queue = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		     IORING_OFF_SQ_RING);
	entry = mmap(NULL, parameters.sq_entries * sizeof(*entry), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
	if (queue == MAP_FAILED || entry == MAP_FAILED)
		return 1;
	/* The thread sleeps until it has had something to do. */
	submit(queue, 1);
	syscall(SYS_io_uring_enter, ring, 0, 0, IORING_ENTER_SQ_WAKEUP, NULL, 0);
	await(queue, 1);
	rename_threads();
	puts("ready");
	fflush(stdout);
	if (read(0, line, sizeof(line)) < 1)
		return 1;
	*entry = (struct io_uring_sqe){ .opcode = IORING_OP_OPENAT,
					.fd = AT_FDCWD,
					.addr = (uintptr_t)argv[1],
					.open_flags = O_RDONLY };
	submit(queue, 2);
	await(queue, 2);
	return ((struct io_uring_cqe *)(queue + parameters.cq_off.cqes))[1].res < 0;
}
