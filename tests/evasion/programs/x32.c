/* Opens FILE by the number that openat has for x32, whether the kernel speaks that or not. */
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	syscall(0x40000000 | SYS_openat, AT_FDCWD, argv[1], O_RDONLY);
	return 0;
}
