/* Opens FIRST, writes COUNT times to /dev/null, and opens SECOND. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int null = open("/dev/null", O_WRONLY);
	long count = atol(argv[3]);

	open(argv[1], O_RDONLY);
	while (count-- > 0)
		if (write(null, "x", 1) < 0)
			return 1;
	open(argv[2], O_RDONLY);
	return 0;
}
