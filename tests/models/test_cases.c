#include <criterion/criterion.h>

#include <string.h>

#include "cases.h"

#define CASES "tests/models/cases"

Test(models, cases_read_as_their_files_say)
{
	GDir *directory = g_dir_open(CASES, 0, NULL);
	cr_assert_not_null(directory, "no directory " CASES);
	unsigned count = 0;
	const char *name;
	while ((name = g_dir_read_name(directory))) {
		if (!g_str_has_suffix(name, ".txt"))
			continue;
		g_autofree char *path = g_build_filename(CASES, name, NULL);
		Case *one = case_run(path);
		cr_expect(one->actual &&
				  strcmp(one->actual, one->expected) == 0,
			  "%s: %s\n--- expected\n%s--- actual\n%s", name,
			  one->title, one->expected,
			  one->actual ? one->actual : "(nothing)\n");
		case_free(one);
		count++;
	}
	g_dir_close(directory);
	cr_assert_gt(count, 10);
}
