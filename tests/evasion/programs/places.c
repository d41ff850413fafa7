/*
 * Opens SECRET, a file in FOLDER, by names that other mounts give it; argument 1 is the way, 2 is
 * FOLDER and 3 an empty folder for mounts.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/openat2.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOUNTS 1200 /* more than anybody looks through */

static char text[3 * 4096];

static void need(int result, const char *what)
{
	if (result >= 0)
		return;
	perror(what);
	exit(2);
}

static const char *in(const char *folder, const char *name)
{
	static char paths[4][4096];
	static int next;
	char *path = paths[next++ % 4];

	snprintf(path, 4096, "%s/%s", folder, name);
	return path;
}

static void own_mounts(const char *place)
{
	need(unshare(CLONE_NEWNS), "unshare");
	need(mount("", "/", "", MS_REC | MS_PRIVATE, ""), "mount private");
	need(mount("none", place, "tmpfs", 0, ""), "mount tmpfs");
}

static void secret_in(int folder, const char *name)
{
	int fd = openat(folder, name, O_RDONLY);

	need(fd, name);
	close(fd);
}

int main(int argc, char **argv)
{
	const char *way = argv[1], *folder = argv[2], *place = argv[3];

	if (!strcmp(way, "tree")) {
		/* mounts that are attached to nothing: OPEN_TREE_CLONE */
		secret_in(syscall(SYS_open_tree, AT_FDCWD, folder, 1), "secret");
		int file = syscall(SYS_open_tree, AT_FDCWD, in(folder, "secret"), 1);

		snprintf(text, sizeof(text), "/proc/self/fd/%d", file);
		secret_in(AT_FDCWD, text);
	} else if (!strcmp(way, "root")) {
		struct open_how how = { .flags = O_RDONLY, .resolve = RESOLVE_IN_ROOT };
		int at = open(folder, O_PATH);

		need(syscall(SYS_openat2, at, "/../secret", &how, sizeof(how)), "openat2");
	} else if (!strcmp(way, "many")) {
		own_mounts(place);
		for (int i = 0; i < MOUNTS; i++) {
			snprintf(text, sizeof(text), "%s/%d", place, i);
			need(mkdir(text, 0700), text);
			need(mount(folder, text, "", MS_BIND, ""), text);
		}
		secret_in(AT_FDCWD, in(text, "secret"));
	} else if (!strcmp(way, "overlay")) {
		own_mounts(place);
		mkdir(in(place, "upper"), 0700);
		mkdir(in(place, "work"), 0700);
		mkdir(in(place, "over"), 0700);
		snprintf(text, sizeof(text), "lowerdir=%s,upperdir=%s,workdir=%s", folder,
			 in(place, "upper"), in(place, "work"));
		need(mount("overlay", in(place, "over"), "overlay", 0, text), "mount overlay");
		secret_in(AT_FDCWD, in(in(place, "over"), "secret"));
	} else if (!strcmp(way, "pivot")) {
		own_mounts(place);
		mkdir(in(place, "old"), 0700);
		need(mount(folder, in(place, "old"), "", MS_BIND, ""), "mount");
		need(chdir(place), place);
		need(syscall(SYS_pivot_root, ".", "."), "pivot_root");
		need(umount2(".", MNT_DETACH), "umount");
		secret_in(AT_FDCWD, "/old/secret");
	}
	return 0;
}
