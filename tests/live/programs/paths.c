/* Opens FOLDER/real/secret, and a few others, by every name that it can be given. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define OPEN_TREE_CLONE 1

static int look(int directory, const char *path)
{
	return syscall(SYS_openat, directory, path, O_RDONLY, 0);
}

int main(int argc, char **argv)
{
	const char *folder = argv[1];
	char path[4096];
	int directory, file, tree;

	chdir(folder);
	mkdir("real", 0700);
	mkdir("other", 0700);
	mkdir("root", 0700);
	mkdir("over", 0700);
	close(creat("real/secret", 0600));
	close(creat("alias", 0600));
	symlink("real/secret", "link");
	symlink("real", "links");
	link("real/secret", "hard");
	directory = open("real", O_PATH | O_DIRECTORY);

	unshare(CLONE_NEWNS);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	mount("real", "other", NULL, MS_BIND, NULL);
	mount("real/secret", "alias", NULL, MS_BIND, NULL);
	mount("/", "root", NULL, MS_BIND, NULL);
	mount("none", "over", "tmpfs", 0, NULL);
	close(creat("over/fresh", 0600));

	snprintf(path, sizeof(path), "%s/real/secret", folder);
	look(AT_FDCWD, path);
	file = look(AT_FDCWD, "real/secret");
	look(AT_FDCWD, "link");
	look(AT_FDCWD, "links/../real//./secret");
	look(directory, "secret");
	look(AT_FDCWD, "/proc/self/cwd/real/secret");
	snprintf(path, sizeof(path), "/proc/self/root%s/real/secret", folder);
	look(AT_FDCWD, path);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	look(AT_FDCWD, path);
	look(AT_FDCWD, "other/secret");
	look(AT_FDCWD, "alias");
	look(AT_FDCWD, "root/etc/hostname");
	tree = syscall(SYS_open_tree, AT_FDCWD, "real", OPEN_TREE_CLONE);
	look(tree, "secret");
	look(AT_FDCWD, "over/fresh");
	look(AT_FDCWD, "hard");
	look(AT_FDCWD, "no/such/file");
	look(AT_FDCWD, "/");
	look(AT_FDCWD, ".");
	chroot("real");
	look(AT_FDCWD, "/secret");
	return 0;
}
