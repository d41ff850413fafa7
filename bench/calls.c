/*
 * Makes system calls and tells what they cost, in ns:
 *   calls write|getppid COUNT   as fast as possible; prints ns a call
 *   calls pace RATE SECONDS     writes to /dev/null, RATE a second; prints how many it was
 *   calls beat COUNT            writes of 7777 bytes, one every 5 ms
 *   calls many COUNT SECONDS    so many processes that open, read and write ten times a second
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BATCH 200

static char bytes[8192];

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void write_out(int null, size_t length)
{
	if (write(null, bytes, length) < 0)
		exit(1);
}

static void live(int null, int64_t end)
{
	char text[64];

	while (now() < end) {
		int file = open("/etc/hostname", O_RDONLY);

		if (file >= 0 && read(file, text, sizeof(text)) >= 0)
			close(file);
		write_out(null, 256);
		usleep(100000);
	}
	exit(0);
}

int main(int argc, char **argv)
{
	int null = open("/dev/null", O_WRONLY);
	long count = argc > 2 ? atol(argv[2]) : 0, done = 0;
	int64_t start = now();

	if (!strcmp(argv[1], "pace")) {
		int64_t end = start + atol(argv[3]) * 1000000000LL;

		while (now() < end) {
			if (now() < start + done * 1000000000LL / count)
				continue;
			for (int i = 0; i < BATCH; i++, done++)
				write_out(null, 256);
		}
		printf("%ld\n", done);
		return 0;
	}
	if (!strcmp(argv[1], "many")) {
		for (; done < count; done++)
			if (fork() == 0)
				live(null, start + atol(argv[3]) * 1000000000LL);
		while (wait(NULL) > 0)
			continue;
		return 0;
	}
	if (!strcmp(argv[1], "beat")) {
		for (; done < count; done++) {
			usleep(5000);
			write_out(null, 7777);
		}
		return 0;
	}
	for (; done < count; done++)
		if (argv[1][0] == 'w')
			write_out(null, 256);
		else
			syscall(SYS_getppid);
	printf("%f\n", (double)(now() - start) / count);
	return 0;
}
