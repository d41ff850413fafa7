/*
 * Makes NAME in FOLDER without writing to a file of that name: a file without one is written and
 * linked there, another one written elsewhere and moved. Then it removes NAME by a name that leads
 * there through /proc.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *folder = argv[1], *name = argv[2];
	char path[8192], target[4096], other[4096];
	int fd = open(folder, O_TMPFILE | O_WRONLY, 0600);

	snprintf(target, sizeof(target), "%s/%s", folder, name);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, "linked", 6) != 6 ||
	    linkat(AT_FDCWD, path, AT_FDCWD, target, AT_SYMLINK_FOLLOW)) {
		perror("linked");
		return 1;
	}
	snprintf(other, sizeof(other), "%s/other", folder);
	fd = open(other, O_WRONLY | O_CREAT, 0600);
	if (write(fd, "moved", 5) != 5 || rename(other, target)) {
		perror("moved");
		return 1;
	}
	snprintf(path, sizeof(path), "/proc/self/root%s", target);
	if (unlink(path)) {
		perror("removed");
		return 1;
	}
	return 0;
}
