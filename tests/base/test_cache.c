#include "base/cache.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>
#include <glib/gstdio.h>

static guint count_files(const char *directory)
{
	guint count = 0;
	g_autoptr(GDir) listing = g_dir_open(directory, 0, NULL);
	while (listing && g_dir_read_name(listing))
		count++;
	return count;
}

Test(cache, replaces_what_was_there_and_leaves_nothing_beside_it)
{
	g_autofree char *directory = g_dir_make_tmp("cache.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(directory, "file", NULL);
	g_autofree char *text = NULL;
	gsize length;
	cache_write(path, "a longer text", 13);
	cache_write(path, "a\0b", 3);
	cr_assert(g_file_get_contents(path, &text, &length, NULL));
	cr_assert(eq(sz, length, 3));
	cr_assert(memcmp(text, "a\0b", 3) == 0);
	cr_assert(eq(uint, count_files(directory), 1));
	GStatBuf status;
	cr_assert(eq(int, g_stat(path, &status), 0));
	cr_assert(eq(uint, status.st_mode & 0777, 0600));
	g_unlink(path);
	g_rmdir(directory);
}

Test(cache, failure_leaves_what_was_there)
{
	g_autofree char *directory = g_dir_make_tmp("cache.XXXXXX", NULL);
	g_autofree char *path = g_build_filename(directory, "file", NULL);
	g_mkdir(path, 0700);
	cache_write(path, "text", 4);
	cr_assert(g_file_test(path, G_FILE_TEST_IS_DIR));
	cr_assert(eq(uint, count_files(directory), 1));
	g_rmdir(path);
	cache_write(path, "text", 4);
	cr_assert(g_file_test(path, G_FILE_TEST_IS_REGULAR));
	g_unlink(path);
	g_rmdir(directory);
	cache_write(path, "text", 4);
	cr_assert(not(g_file_test(path, G_FILE_TEST_EXISTS)));
}

Test(cache, sum_tells_a_change_of_any_byte_and_of_the_length)
{
	char text[21] = "twenty bytes of text";
	guint64 whole = cache_sum(text, 20);
	cr_assert(eq(u64, cache_sum(text, 20), whole));
	for (gsize i = 0; i < 20; i++) {
		text[i] ^= 1;
		cr_assert(ne(u64, cache_sum(text, 20), whole));
		text[i] ^= 1;
		cr_assert(ne(u64, cache_sum(text, i), whole));
	}
}
