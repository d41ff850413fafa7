/* Opens the name that FILE holds, from a page that is in memory only when the kernel asks for it. */
#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>

int main(int argc, char **argv)
{
	char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, open(argv[1], O_RDONLY), 0);

	return open(page, O_RDONLY) < 0;
}
