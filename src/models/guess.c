/* Which files of a project look like models. */
#include "models/models.h"

#include <string.h>

#define RANK_CONTENT 6

/* The less, the better. */
typedef struct Guess {
	char *path;
	unsigned rank;
} Guess;

static void guess_free(gpointer data)
{
	Guess *guess = data;
	g_free(guess->path);
	g_free(guess);
}

static gboolean is_aside(const char *path)
{
	static const char *const words[] = {
		"test",		 "migrations/",	   "alembic/", "venv/",
		"node_modules/", "site-packages/", "docs/",    "examples/"};
	for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
		const char *at = strstr(path, words[i]);
		if (at && (at == path || at[-1] == '/' || at[-1] == '.'))
			return TRUE;
	}
	return FALSE;
}

/* What the name alone says; 0 for nothing. */
static unsigned rank_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	if (strcmp(path, "models.py") == 0)
		return 1;
	if (strcmp(base, "models.py") == 0)
		return 2;
	if (strcmp(base, "schema.sql") == 0)
		return 3;
	if (!g_str_has_suffix(base, ".py"))
		return 0;
	if (g_str_has_prefix(path, "models/") || strstr(path, "/models/"))
		return 4;
	if (strstr(base, "model") || strcmp(base, "database.py") == 0 ||
	    strcmp(base, "db.py") == 0 || strcmp(base, "tables.py") == 0 ||
	    strcmp(base, "schema.py") == 0 || strcmp(base, "app.py") == 0)
		return 5;
	return 0;
}

/* A table in the words of SQLAlchemy or SQLModel. */
static const char declaration[] =
	"^\\s+__tablename__\\s*[:=]|"
	"^\\s*class\\s+\\w+\\([^#\\n]*\\b(table\\s*=\\s*True|db\\.Model)\\b|"
	"^[^#\\n]*\\bTable\\(\\s*[\"'][^\"'\\n]*[\"']\\s*,\\s*"
	"[\\w.]*meta(data)?\\b";

/* Of a file whose name says nothing: that it declares a table. */
static gboolean declares_tables(const GRegex *regex, const char *text,
				gsize size)
{
	return (memmem(text, size, "table", 5) ||
		memmem(text, size, "Table(", 6) ||
		memmem(text, size, "db.Model", 8)) &&
	       g_regex_match_full(regex, text, (gssize)size, 0, 0, NULL, NULL);
}

/* Of a file whose name speaks for it, that it could. */
static gboolean contains_models(const char *path, const char *text, gsize size)
{
	if (g_str_has_suffix(path, ".sql"))
		return memmem(text, size, "CREATE TABLE", 12) ||
		       memmem(text, size, "create table", 12);
	if (!memmem(text, size, "sqlalchemy", 10) &&
	    !memmem(text, size, "SQLAlchemy", 10) &&
	    !memmem(text, size, "__tablename__", 13) &&
	    !memmem(text, size, "db.Model", 8))
		return FALSE;
	return memmem(text, size, "Column(", 7) ||
	       memmem(text, size, "mapped_column(", 14) ||
	       memmem(text, size, "Mapped[", 7) ||
	       memmem(text, size, "__tablename__", 13);
}

static gint compare_guesses(gconstpointer a, gconstpointer b)
{
	const Guess *left = *(Guess *const *)a;
	const Guess *right = *(Guess *const *)b;
	if (left->rank != right->rank)
		return left->rank < right->rank ? -1 : 1;
	return strcmp(left->path, right->path);
}

/* What a search may cost: a file of a repository as large as they come takes
 * well under a tenth of a millisecond. */
#define MOST_FILES 5000
#define MOST_BYTES (64u << 20)

typedef struct Search {
	Snapshot *snapshot;
	GRegex *regex;
	guint files; /* that were read for their content alone */
	gsize bytes;
	gboolean whole; /* neither has reached its limit */
} Search;

/* 0 for a file that is none. */
static unsigned rank_file(Search *search, const char *path)
{
	unsigned rank = rank_name(path);
	if (is_aside(path) || (!rank && !g_str_has_suffix(path, ".py")))
		return 0;
	if (!rank &&
	    (search->files >= MOST_FILES || search->bytes >= MOST_BYTES)) {
		search->whole = FALSE;
		return 0;
	}
	g_autoptr(GBytes) bytes = snapshot_read(search->snapshot, path, NULL);
	gsize size = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	if (!text)
		return 0;
	if (rank)
		return contains_models(path, text, size) ? rank : 0;
	search->files++;
	search->bytes += size;
	return declares_tables(search->regex, text, size) ? RANK_CONTENT : 0;
}

GPtrArray *models_guess(Snapshot *snapshot, gboolean *whole, GError **error)
{
	g_autoptr(GPtrArray) files = snapshot_list(snapshot, "", error);
	if (!files)
		return NULL;
	g_autoptr(GRegex) regex = g_regex_new(
		declaration, G_REGEX_MULTILINE | G_REGEX_RAW | G_REGEX_OPTIMIZE,
		0, NULL);
	g_assert(regex);
	Search search = {.snapshot = snapshot, .regex = regex, .whole = TRUE};
	g_autoptr(GPtrArray) guesses =
		g_ptr_array_new_with_free_func(guess_free);
	for (guint i = 0; i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		unsigned rank = rank_file(&search, file->path);
		if (!rank)
			continue;
		Guess *guess = g_new0(Guess, 1);
		guess->path = g_strdup(file->path);
		guess->rank = rank;
		g_ptr_array_add(guesses, guess);
	}
	*whole = search.whole;
	g_ptr_array_sort(guesses, compare_guesses);
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < guesses->len; i++) {
		Guess *guess = guesses->pdata[i];
		g_ptr_array_add(paths, g_steal_pointer(&guess->path));
	}
	return paths;
}
