/* Opens FOLDER/secret by other names. There is a folder FOLDER/place to mount on. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <unistd.h>

static void open_name(const char *before, const char *folder, const char *after)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s%s%s", before, folder, after);
	if (open(path, O_RDONLY) < 0)
		perror(path);
}

int main(int argc, char **argv)
{
	const char *folder = argv[1];
	char path[64];
	int directory, file;

	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    chdir(folder) || symlink("secret", "link") || link("secret", "hard") ||
	    mount(".", "place", NULL, MS_BIND, NULL))
		return 1;
	directory = open(folder, O_PATH);
	file = open("hard", O_RDONLY); /* the one that gets by */
	openat(directory, "secret", O_RDONLY);
	open_name("", "", "./secret");
	open_name("", folder, "/link");
	open_name("", folder, "/place/../secret");
	open_name("", folder, "/place/secret");
	open_name("/proc/self/root", folder, "/secret");
	open_name("/proc/self/cwd/", "", "secret");
	file = open("secret", O_PATH);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	open(path, O_RDONLY);
	if (chroot(".") || chdir("/"))
		return 1;
	return open("/secret", O_RDONLY) < 0;
}
