/* Removes, moves and changes names by each of the system calls that can. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
#ifdef SYS_unlink
	syscall(SYS_unlink, "u1");
	syscall(SYS_rmdir, "u2");
	syscall(SYS_rename, "a1", "b1");
	syscall(SYS_chmod, "c1", 04755);
#endif
	syscall(SYS_unlinkat, AT_FDCWD, "u3", AT_REMOVEDIR);
	syscall(SYS_renameat, AT_FDCWD, "a2", AT_FDCWD, "b2");
	syscall(SYS_renameat2, AT_FDCWD, "a3", AT_FDCWD, "b3", 0);
	syscall(SYS_fchmod, 55, 0600);
	syscall(SYS_fchmodat, AT_FDCWD, "c2", 0644);
	return 0;
}
