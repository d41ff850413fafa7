/* Passes arguments that lie on pages of FILE that nobody has read: at 0 a program, at 64 none. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *absent(int file)
{
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0);
}

int main(int argc, char **argv)
{
	int file = open(argv[1], O_RDONLY);
	char *args[] = { absent(file), "second", NULL };
	char *none[] = { NULL };

	syscall(SYS_openat, AT_FDCWD, absent(file), O_RDONLY);
	syscall(SYS_openat, AT_FDCWD, (char *)8, O_RDONLY);
	syscall(SYS_execveat, AT_FDCWD, absent(file) + 64, args, none, 0);
	syscall(SYS_execve, absent(file), args, none);
	return 1;
}
