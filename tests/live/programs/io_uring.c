/* Sets up an io_uring, or tries to. */
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	char parameters[120];

	memset(parameters, 0, sizeof(parameters));
	syscall(SYS_io_uring_setup, 1, parameters);
	return 0;
}
