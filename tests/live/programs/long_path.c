/* Opens a path of LENGTH bytes. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int length = atoi(argv[1]);
	char *path = malloc(length + 1);

	memset(path, 'p', length);
	path[length] = 0;
	syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
	return 0;
}
