/*
 * Traces a child that asks for harmless things, and changes what it asks for while it stands at the
 * door of the kernel: SHOWN becomes OPENED, and a getpid becomes the mkdir of MADE. SHOWN has room
 * for OPENED.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int child(const char *shown, char *made)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	close(syscall(SYS_openat, AT_FDCWD, shown, O_RDONLY));
	syscall(SYS_getpid, made, 0700, 0, 0);
	return 0;
}

int main(int argc, char **argv)
{
	const char *opened = argv[2];
	struct __ptrace_syscall_info call;
	int status;
	pid_t pid = fork();

	if (!pid)
		return child(argv[1], argv[3]);
	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
	for (;;) {
		ptrace(PTRACE_SYSCALL, pid, 0, 0);
		if (waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status))
			return 0;
		if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(call), &call) <= 0 ||
		    call.op != PTRACE_SYSCALL_INFO_ENTRY)
			continue;
		if (call.entry.nr == SYS_openat) {
			struct iovec from = { argv[2], strlen(opened) + 1 };
			struct iovec to = { (void *)(uintptr_t)call.entry.args[1], from.iov_len };

			process_vm_writev(pid, &from, 1, &to, 1, 0);
		} else if (call.entry.nr == SYS_getpid) {
			/* struct user: orig_rax; only x86-64 keeps it there */
			ptrace(PTRACE_POKEUSER, pid, 15 * 8, SYS_mkdir);
		}
	}
}
