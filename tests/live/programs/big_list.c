/* Runs /bin/true with COUNT arguments of LENGTH bytes each. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int count = atoi(argv[1]), length = atoi(argv[2]);
	char **list = malloc((count + 1) * sizeof(*list));
	/* On the stack, which is in memory: a constant's page may not be. */
	char path[] = "/bin/true", only[] = "ONLY=this";
	char *none[] = { only, NULL };

	for (int i = 0; i < count; i++) {
		list[i] = malloc(length + 1);
		memset(list[i], 'a' + i % 26, length);
		list[i][length] = 0;
	}
	list[count] = NULL;
	execve(path, list, none);
	return 1;
}
