/* Makes, for each kind, the calls that are named beside it; most of them fail, and none does harm. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define BAD 77 /* a descriptor that is not open */
#define CALL(name, ...) syscall(SYS_##name, ##__VA_ARGS__)

static char room[300], small[5];
static struct iovec parts[] = { { small, 5 }, { room, 200 } };

static void reading(const char *path)
{
	struct iovec whole = { room, 300 };
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	dup2(fd, 9);
	write(9, "what is read", 12);
	CALL(pread64, 9, room, 300, 0);
	CALL(preadv, 9, parts, 2, 0, 0);
	CALL(preadv2, 9, &whole, 1, 5, 0, 0);
	CALL(read, 9, room, 100);
	CALL(readv, BAD, parts, 2);
}

static void descriptors(void)
{
	CALL(dup, 9);
	CALL(dup3, 9, 30, O_CLOEXEC);
	CALL(fcntl, 9, F_DUPFD, 40);
	CALL(fcntl, 9, F_DUPFD_CLOEXEC, 50);
	CALL(fcntl, 9, F_GETFD, 0);
	CALL(ioctl, 9, 0x5412, "x");
	CALL(close, 30);
	CALL(close_range, 40, 41, 0);
	CALL(close, BAD);
}

static void names(const char *folder)
{
	CALL(chdir, folder);
	CALL(fchdir, BAD);
	CALL(linkat, AT_FDCWD, "l1", AT_FDCWD, "l2", 0);
	CALL(symlinkat, "s1", BAD, "s2");
	CALL(mkdirat, BAD, "m1", 0700);
	CALL(mknodat, BAD, "n1", 0060600, 0x801);
	CALL(truncate, "t1", 5L);
	CALL(ftruncate, 9, 12L);
	CALL(fchown, 9, -1, -1);
	CALL(fchownat, AT_FDCWD, "c1", 1, 2, 0);
	CALL(fchmod, 9, 0600);
	CALL(fchmodat, AT_FDCWD, "../c2", 0600);
	CALL(setxattr, "x1", "user.one", "v", 1, 1);
	CALL(fsetxattr, BAD, "user.two", "v", 1, 2);
	CALL(unlinkat, AT_FDCWD, "u1", 0);
	CALL(unlinkat, BAD, "/u2", 0);
}

static void sockets(const char *folder)
{
	struct sockaddr_un unixes = { .sun_family = AF_UNIX }, peer;
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(53) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT };
	struct sockaddr_in from;
	socklen_t length = sizeof(peer);
	struct iovec what[] = { { "first ", 6 }, { "second", 6 } };
	struct iovec into[] = { { small, 5 }, { room, 200 } };
	struct msghdr message = { &four, sizeof(four), what, 2 };
	struct mmsghdr many[2] = { { { &four, sizeof(four), what, 1 } },
				   { { &four, sizeof(four), what, 2 } } };
	struct msghdr back = { &from, sizeof(from), into, 2 };
	struct mmsghdr backs[2] = { { { &from, sizeof(from), into, 2 } } };
	int listener = CALL(socket, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), client, datagram;
	int bound, again;

	inet_pton(AF_INET, "127.0.0.1", &four.sin_addr);
	snprintf(unixes.sun_path, sizeof(unixes.sun_path), "%s/sock", folder);
	CALL(bind, listener, &unixes, sizeof(unixes));
	CALL(listen, listener, 5);
	client = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(client, (void *)&(struct sockaddr_un){ AF_UNIX, "\0client" }, 9);
	connect(client, (void *)&unixes, sizeof(unixes));
	CALL(accept4, listener, &peer, &length, SOCK_CLOEXEC);
	CALL(accept, BAD, NULL, NULL);
	again = socket(AF_UNIX, SOCK_STREAM, 0);
	bind(again, (void *)&(struct sockaddr_un){ AF_UNIX, "\0again" }, 8);
	connect(again, (void *)&unixes, sizeof(unixes));
	CALL(accept, listener, NULL, NULL);

	again = socket(AF_INET6, SOCK_STREAM, 0);
	bind(again, (void *)&six, sizeof(six));
	listen(again, 1);
	length = sizeof(six);
	getsockname(again, (void *)&six, &length);
	connect(socket(AF_INET6, SOCK_STREAM, 0), (void *)&six, sizeof(six));
	CALL(accept, again, NULL, NULL);

	bound = socket(AF_INET, SOCK_DGRAM, 0);
	four.sin_port = 0;
	bind(bound, (void *)&four, sizeof(four));
	length = sizeof(four);
	getsockname(bound, (void *)&four, &length);
	dup2(bound, 60);
	datagram = socket(AF_INET, SOCK_DGRAM, 0);
	dup2(datagram, 61);
	CALL(sendto, 61, "datagram", 8, 0, &four, sizeof(four));
	CALL(sendmsg, 61, &message, 0);
	CALL(sendmmsg, 61, many, 2, 0);
	length = sizeof(from);
	CALL(recvfrom, 60, room, 300, MSG_PEEK, &from, &length);
	CALL(recvfrom, 60, room, 300, 0, NULL, NULL);
	CALL(recvmsg, 60, &back, 0);
	CALL(recvmmsg, 60, backs, 1, 0, NULL);
	CALL(recvmsg, BAD, &back, 0);
	/* Of a connected socket, the address is that of the other side. */
	connect(datagram, (void *)&four, sizeof(four));
	CALL(sendto, 61, "to peer", 7, 0, NULL, 0);
	message.msg_name = NULL;
	message.msg_namelen = 0;
	CALL(sendmsg, 61, &message, 0);
}

static void control(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 1 };
	struct __user_cap_data_struct sets[2] = { { 1 << 21, 1 << 21 | 1, 2 }, { 1 << 7, 1 << 7, 0 } };
	struct iovec local = { room, 100 }, remote = { (void *)8, 100 };

	CALL(kill, 2000000000, 9);
	CALL(tgkill, 2000000000, 2000000000, 15);
	CALL(pidfd_send_signal, BAD, 1, NULL, 0);
	CALL(pidfd_send_signal, (int)syscall(SYS_pidfd_open, getpid(), 0), 0, NULL, 0);
	CALL(setresuid, -1, -1, -1);
	CALL(setfsuid, -1);
	CALL(setregid, -1, -1);
	CALL(capset, &header, sets);
	CALL(ptrace, 0x4206L, 2000000000L, 0L, 0L);
	CALL(process_vm_readv, 2000000000, &local, 1, &remote, 1, 0);
	CALL(prctl, 15L, "renamed", 0L, 0L, 0L);
	CALL(seccomp, 2, 0, small);
}

static void memory(void)
{
	void *page = (void *)CALL(mmap, NULL, 4096L, PROT_READ, MAP_PRIVATE, 9, 0L);

	CALL(mprotect, page, 4096L, PROT_READ | PROT_WRITE);
	CALL(memfd_create, "in memory", 1);
}

static void mounts(void)
{
	int namespace = open("/proc/self/ns/mnt", O_RDONLY);

	CALL(mount, "/nowhere", "/no/place", "tmpfs", 0x1000UL, NULL);
	CALL(move_mount, BAD, "from", BAD, "to", 0);
	CALL(fsopen, "no such type", 0);
	CALL(fsconfig, BAD, 1, "source", "/dev/none", 0);
	CALL(fsconfig, BAD, 6, NULL, NULL, 0);
	CALL(umount2, "/no/place", 2);
	CALL(pivot_root, "/new", "/old");
	CALL(chroot, "/no/root");
	CALL(setns, namespace, 0x40000000);
	CALL(unshare, 0);
}

static void kernel(void)
{
	struct { unsigned type, size; unsigned long long config; char rest[112]; } event = { 2, 7, 99 };
	struct { unsigned type, sizes[6]; char name[16]; char rest[76]; } map = { 1, {}, "a_map" };
	struct { unsigned type; char gap[44]; char name[16]; char rest[56]; } program = { 3, "", "a_prog" };
	struct { const char *path; char rest[112]; } object = { "/no/object" };
	struct io_uring_params ring = { .flags = 1 << 30 };

	CALL(init_module, room, 0UL, "a=1");
	CALL(finit_module, 9, "b=2", 1);
	CALL(delete_module, "no_module", 0x800);
	CALL(bpf, 0, &map, sizeof(map));
	CALL(bpf, 5, &program, sizeof(program));
	CALL(bpf, 7, &object, sizeof(object));
	CALL(bpf, 8, &object, 0);
	CALL(kexec_load, 0UL, 0UL, NULL, 1UL << 40);
	CALL(kexec_file_load, BAD, BAD, 4UL, "cmd", 0UL);
	CALL(perf_event_open, &event, -1, -1, -1, 0UL);
	CALL(keyctl, 999);
	CALL(add_key, "no type", "a key", NULL, 0UL, -3);
	CALL(io_uring_setup, 4, &ring);
	CALL(io_uring_enter, BAD, 1, 0, 1, NULL, 0UL);
}

int main(int argc, char **argv)
{
	/* In memory before it is passed, so that no argument comes late. */
	memset(room, 'r', sizeof(room));
	reading(argv[1]);
	descriptors();
	sockets(argv[2]);
	control();
	memory();
	mounts();
	kernel();
	names(argv[2]);
	return 0;
}
