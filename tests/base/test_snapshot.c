#include <criterion/criterion.h>

#include "base/snapshot.h"

static char *match(const char *const *pathspecs)
{
	g_autoptr(GHashTable) texts = g_hash_table_new(g_str_hash, g_str_equal);
	static char paths[][24] = {
		"models.py",	      "app/models.py",	"app/a/models/x.py",
		"app/a/models/y.sql", "app/modelsx.py",
	};
	for (gsize i = 0; i < G_N_ELEMENTS(paths); i++)
		g_hash_table_insert(texts, paths[i], paths[i]);
	g_autoptr(Snapshot) snapshot = snapshot_new_from_texts(texts);
	g_autoptr(GPtrArray) files = snapshot_match(snapshot, pathspecs, NULL);
	GString *found = g_string_new(NULL);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		g_string_append_printf(found, "%s%s", i ? " " : "", file->path);
	}
	return g_string_free(found, FALSE);
}

#define ASSERT_MATCH(expected, ...)                              \
	do {                                                     \
		const char *const specs[] = {__VA_ARGS__, NULL}; \
		g_autofree char *found = match(specs);           \
		cr_expect_str_eq(found, expected);               \
	} while (0)

Test(snapshot, pathspecs_name_files_directories_and_globs)
{
	ASSERT_MATCH("models.py", "models.py");
	ASSERT_MATCH("models.py", "./models.py");
	ASSERT_MATCH("app/a/models/x.py app/a/models/y.sql", "app/a");
	ASSERT_MATCH("app/a/models/x.py app/a/models/y.sql", "app/a/");
	ASSERT_MATCH("app/models.py app/modelsx.py", "app/*.py");
	ASSERT_MATCH("app/models.py models.py", "**/models.py");
	ASSERT_MATCH("app/a/models/x.py", "app/**/models/*.py");
	ASSERT_MATCH("", "model");
	ASSERT_MATCH("app/models.py app/modelsx.py", "app", ":!app/a");
	ASSERT_MATCH("models.py app/models.py", "models.py", "**/models.py");
}
