#include "fixture.h"

#include <unistd.h>

TestSuite(history, .init = fixture_enter, .fini = fixture_leave);

/* The subjects of the commits that touched any of the pathspecs. */
static char *touching(const char *const *pathspecs, unsigned limit)
{
	g_autoptr(Repository) repository = open_here();
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) commits = repository_commits_touching(
		repository, "HEAD", pathspecs, limit, &error);
	cr_assert_not_null(commits, "%s", error ? error->message : "");
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < commits->len; i++) {
		g_autofree char *script =
			g_strdup_printf("git log -1 --format=%%s %s",
					(char *)commits->pdata[i]);
		g_autofree char *subject = shell_output(script);
		g_string_append_printf(text, "%s%s", i ? " " : "", subject);
	}
	return g_string_free(text, FALSE);
}

#define EXPECT_TOUCHING(expected, limit, ...)                    \
	do {                                                     \
		const char *const specs[] = {__VA_ARGS__, NULL}; \
		g_autofree char *found = touching(specs, limit); \
		cr_expect_str_eq(found, expected);               \
	} while (0)

static const char history[] =
	"git init -q a; cd a; n=0; c() { n=$((n + 1)); git add .;"
	"GIT_COMMITTER_DATE=\"$((1700000000 + n)) +0000\" git commit -q -m $1"
	" --allow-empty; }; mkdir -p app/m; echo 1 >app/m/x.py; c one;"
	"echo 1 >other; c two; echo 2 >app/m/x.py; c three; c four;"
	"git checkout -q -b b; echo 1 >app/y.py; c five; git checkout -q main;"
	"echo 2 >other; c six; GIT_COMMITTER_DATE='1700000009 +0000'"
	" git merge -q -m merge b; git rm -q -r app; c seven";

Test(history, commits_that_touched_a_path_newest_first)
{
	shell(history);
	cr_assert_eq(chdir("a"), 0);
	EXPECT_TOUCHING("seven three one", 10, "app/m/x.py");
	EXPECT_TOUCHING("seven merge five three one", 10, "app");
	EXPECT_TOUCHING("seven merge five three one", 10, "./app/**/*.py");
	EXPECT_TOUCHING("six two", 10, "other", ":!app");
	EXPECT_TOUCHING("seven merge six five three two one", 10, "*.py");
	EXPECT_TOUCHING("seven merge", 2, "app/");
	EXPECT_TOUCHING("", 10, "none/at/all");
}

Test(history, unborn_branch_has_none)
{
	shell("git init -q .");
	EXPECT_TOUCHING("", 10, "f");
}

/* R52 */
Test(history, shallow_history_ends_at_its_boundary)
{
	shell(history);
	shell("git clone -q --depth 2 \"file://$PWD/a\" c");
	cr_assert_eq(chdir("c"), 0);
	EXPECT_TOUCHING("seven merge", 10, "app/m/x.py");
}
