/* Opens PATH in every way but openat. Exits with 1 where files cannot be opened by handle here. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct open_how how = { .flags = O_RDONLY };
	struct file_handle *handle = malloc(sizeof(*handle) + MAX_HANDLE_SZ);
	int mount;

#ifdef SYS_open
	syscall(SYS_open, argv[1], O_RDONLY);
	syscall(SYS_creat, argv[1], 0600);
#endif
	syscall(SYS_openat2, AT_FDCWD, argv[1], &how, sizeof(how));
	handle->handle_bytes = MAX_HANDLE_SZ;
	if (name_to_handle_at(AT_FDCWD, argv[1], handle, &mount, 0))
		return 1;
	return open_by_handle_at(AT_FDCWD, handle, O_RDONLY) < 0;
}
