/* Hides things behind what is kept of a path, of what is written and of a command line. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static char path[6000], content[512];
	char *arguments[202] = { "/bin/true" };
	int null = open("/dev/null", O_WRONLY);

	/* The longest name that the kernel takes, and one that is too long for it. */
	strcpy(path, "/etc");
	while (strlen(path) + strlen("/passwd") < 4094)
		strcat(path, "/.");
	strcat(path, "/passwd");
	open(path, O_RDONLY);
	memset(path, 'x', sizeof(path) - 1);
	memcpy(path, "/etc/", 5);
	open(path, O_RDONLY);

	memset(content, ' ', sizeof(content));
	memcpy(content + 300, "root::0:0", 9);
	if (write(null, content, 400) < 0)
		return 1;

	for (int i = 1; i < 200; i++)
		arguments[i] = "-";
	arguments[200] = "--evil";
	execv(arguments[0], arguments);
	return 1;
}
