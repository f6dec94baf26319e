/*
 * measure REPORT INPUT COMMAND...: runs a command with INPUT as its standard
 * input and nothing to see of its output, and writes to REPORT how many
 * nanoseconds it took, its peak memory in KiB and its exit status.
 *
 * It is a program of its own because a child's peak memory is never less than
 * that of the process it was forked from, and this one is small.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void run(const char *input, char **command)
{
	int in = open(input, O_RDONLY);
	int null = open("/dev/null", O_WRONLY);

	if (in < 0 || null < 0)
		_exit(127);
	dup2(in, 0);
	dup2(null, 1);
	dup2(null, 2);
	execvp(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	if (argc < 4)
		return 129;

	long long start = now();
	pid_t child = fork();
	if (child == 0)
		run(argv[2], argv + 3);

	int status;
	struct rusage usage;
	if (child < 0 || wait4(child, &status, 0, &usage) != child)
		return 128;
	long long end = now();

	FILE *report = fopen(argv[1], "w");
	if (!report)
		return 128;
	fprintf(report, "%lld %ld %d\n", end - start, usage.ru_maxrss,
		WIFEXITED(status) ? WEXITSTATUS(status) : 128);
	return fclose(report) == 0 ? 0 : 128;
}
