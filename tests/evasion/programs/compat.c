/* Opens PATH through the 32-bit entry. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	long result;

	strncpy(low, argv[1], 4095);
	/* 5 is open there, and fstat in the 64-bit table. */
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(5L), "b"(low), "c"((long)O_RDONLY), "d"(0L)
		     : "memory", "r8", "r9", "r10", "r11");
	return result < 0;
}
