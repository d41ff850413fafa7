/* Calls open (5 in the 32-bit table, fstat in the other) and close through int 0x80. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	strcpy(low, argv[1]);
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(5L), "b"(low), "c"(0xdead00000000 | O_RDONLY), "d"(0L)
		     : "memory", "r8", "r9", "r10", "r11");
	return result < 0;
}
