/* Opens PATH and writes to it through an io_uring. Exits with 2 where there is none. */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params parameters;
static char *queue;
static struct io_uring_sqe *entries;
static int ring;

static unsigned *at(unsigned offset)
{
	return (unsigned *)(queue + offset);
}

/* submit gives the kernel one entry and returns the result of it. */
static int submit(const struct io_uring_sqe *entry)
{
	unsigned tail = *at(parameters.sq_off.tail);
	unsigned index = tail & *at(parameters.sq_off.ring_mask), head;
	struct io_uring_cqe *results = (void *)(queue + parameters.cq_off.cqes);

	entries[index] = *entry;
	at(parameters.sq_off.array)[index] = index;
	__atomic_store_n(at(parameters.sq_off.tail), tail + 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		_exit(1);
	head = *at(parameters.cq_off.head);
	*at(parameters.cq_off.head) = head + 1;
	return results[head & *at(parameters.cq_off.ring_mask)].res;
}

int main(int argc, char **argv)
{
	struct io_uring_sqe open_entry = { .opcode = IORING_OP_OPENAT,
					   .fd = AT_FDCWD,
					   .addr = (uintptr_t)argv[1],
					   .open_flags = O_WRONLY | O_CREAT,
					   .len = 0600 };
	struct io_uring_sqe write_entry = { .opcode = IORING_OP_WRITE,
					    .addr = (uintptr_t) "root::0:0",
					    .len = 9 };
	unsigned size;

	ring = syscall(SYS_io_uring_setup, 4, &parameters);
	if (ring < 0)
		return 2;
	size = parameters.sq_off.array + parameters.sq_entries * sizeof(unsigned);
	if (size < parameters.cq_off.cqes + parameters.cq_entries * sizeof(struct io_uring_cqe))
		size = parameters.cq_off.cqes +
		       parameters.cq_entries * sizeof(struct io_uring_cqe);
	queue = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		     IORING_OFF_SQ_RING);
	entries = mmap(NULL, parameters.sq_entries * sizeof(*entries), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
	if (queue == MAP_FAILED || entries == MAP_FAILED)
		return 1;
	write_entry.fd = submit(&open_entry);
	return write_entry.fd < 0 || submit(&write_entry) != 9;
}
