/* Opens PATH COUNT times. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	for (int i = 0; i < atoi(argv[2]); i++)
		syscall(SYS_openat, AT_FDCWD, argv[1], O_RDONLY);
	return 0;
}
