/* Opens the file it is given by each of the system calls that can. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct open_how how = { .flags = O_WRONLY | O_CREAT, .mode = 0640 };

	syscall(SYS_openat, AT_FDCWD, argv[1], O_RDONLY, 0);
	syscall(SYS_openat2, 77, argv[1], &how, sizeof(how));
#ifdef SYS_open
	syscall(SYS_open, argv[1], O_RDWR | O_TRUNC, 0600);
	syscall(SYS_creat, argv[1], 0604);
#endif
	return 7;
}
