#include "workflow/trust.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/failure.h"

/* One line a text: its hash. Lines are only ever added, each batch by one
 * write at the end, so that two processes do not tear each other's. */
static char *known_path(const Project *project, GError **error)
{
	const char *directory =
		repository_cache_directory(project->repository, error);
	return directory ? g_build_filename(directory, "trusted", NULL) : NULL;
}

static GHashTable *read_known(const char *path)
{
	GHashTable *known =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return known;
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			g_hash_table_add(known, g_strdup(*line));
	return known;
}

static char *hash_texts(const char *const *texts)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	for (; *texts; texts++) {
		g_checksum_update(checksum, (const guchar *)*texts, -1);
		g_checksum_update(checksum, (const guchar *)"\n", 1);
	}
	return g_strdup(g_checksum_get_string(checksum));
}

/* A revision is known as a whole, with its id: pieces of known ones put
 * together are something new. */
static char *hash_revision(const Revision *revision)
{
	const char *const texts[] = {"revision", revision->id,
				     revision->checksum, NULL};
	return hash_texts(texts);
}

/* What takes a revision back comes from the ledger, as one text. */
static char *hash_section(const Revision *revision, const Section *section)
{
	const char *const texts[] = {"section", revision->id,
				     section->transaction ? "inside"
							  : "outside",
				     section->text, NULL};
	return hash_texts(texts);
}

static void add(GHashTable *known, GString *added, char *hash)
{
	if (!g_hash_table_contains(known, hash))
		g_string_append_printf(added, "%s\n", hash);
	g_hash_table_add(known, hash);
}

static gboolean add_revision(GHashTable *known, GString *added,
			     const Revision *revision, GError **error)
{
	if (!revision_load(revision, error))
		return FALSE;
	add(known, added, hash_revision(revision));
	for (guint i = 0; i < revision->downs->len; i++)
		add(known, added,
		    hash_section(revision, revision->downs->pdata[i]));
	return TRUE;
}

static gboolean append(const char *path, const GString *added, GError **error)
{
	if (!added->len)
		return TRUE;
	int fd = open(path,
		      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
		      0600);
	gboolean done = fd >= 0 && write(fd, added->str, added->len) ==
					   (ssize_t)added->len;
	int reason = errno;
	if (fd >= 0)
		close(fd);
	if (!done)
		failure_set(error, FAILURE_FAILED, NULL,
			    "cannot write '%s': %s", path, g_strerror(reason));
	return done;
}

gboolean trust_record_revision(const Project *project, const Revision *revision,
			       GError **error)
{
	g_autofree char *path = known_path(project, error);
	if (!path)
		return FALSE;
	g_autoptr(GHashTable) known = read_known(path);
	g_autoptr(GString) added = g_string_new(NULL);
	return add_revision(known, added, revision, error) &&
	       append(path, added, error);
}

/* So few steps are looked for in the text as it is: the lines of thousands
 * that are known need not be taken apart for them. */
#define FEW 16

static void drop_known_lines(GString *added, const char *path)
{
	g_autofree char *text = NULL;
	if (!g_file_get_contents(path, &text, NULL, NULL))
		return;
	g_auto(GStrv) lines = g_strsplit(added->str, "\n", -1);
	g_string_truncate(added, 0);
	for (char **line = lines; *line; line++)
		if (**line && !strstr(text, *line))
			g_string_append_printf(added, "%s\n", *line);
}

gboolean trust_record_steps(const Project *project, const GPtrArray *steps,
			    GError **error)
{
	g_autofree char *path = known_path(project, error);
	if (!path)
		return FALSE;
	gboolean few = steps->len <= FEW;
	g_autoptr(GHashTable) known = read_known(few ? "" : path);
	g_autoptr(GString) added = g_string_new(NULL);
	for (guint i = 0; i < steps->len; i++) {
		const Step *step = steps->pdata[i];
		/* The file of what was taken back may be another by now. */
		if (!step->down &&
		    !add_revision(known, added, step->revision, error))
			return FALSE;
	}
	if (few)
		drop_known_lines(added, path);
	return append(path, added, error);
}

static gboolean asks(const Project *project)
{
	g_autofree char *value =
		repository_config(project->repository, "migrate.trust");
	return value && strcmp(value, "all") != 0;
}

static gboolean step_is_known(GHashTable *known, const Step *step)
{
	g_autofree char *hash =
		step->down ? hash_section(step->revision, step->section)
			   : hash_revision(step->revision);
	return g_hash_table_contains(known, hash);
}

GPtrArray *trust_find_unknown(const Project *project, const GPtrArray *steps,
			      GError **error)
{
	g_autoptr(GPtrArray) unknown = g_ptr_array_new();
	if (!asks(project))
		return g_steal_pointer(&unknown);
	g_autofree char *path = known_path(project, error);
	if (!path)
		return NULL;
	g_autoptr(GHashTable) known = read_known(path);
	for (guint i = 0; i < steps->len; i++) {
		Step *step = steps->pdata[i];
		if (!step->down && !revision_load(step->revision, error))
			return NULL;
		if (!step_is_known(known, step))
			g_ptr_array_add(unknown, step);
	}
	return g_steal_pointer(&unknown);
}

char *trust_explain(const GPtrArray *unknown)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "%u %s not known here: ", unknown->len,
			       unknown->len == 1 ? "migration is"
						 : "migrations are");
	for (guint i = 0; i < unknown->len && i < 3; i++) {
		const Step *step = unknown->pdata[i];
		g_string_append_printf(text, "%s%s", i ? ", " : "",
				       step->revision->id);
	}
	g_string_append_printf(text,
			       "%s; read %s with git migrate show, accept with "
			       "git migrate trust",
			       unknown->len > 3 ? " …" : "",
			       unknown->len == 1 ? "it" : "them");
	return g_string_free(text, FALSE);
}

/* The graph that has what `word` names, and the ids of it; NULL in `*ids` for
 * all. */
static Graph *find_accepted(const Project *project, const char *word,
			    GHashTable **ids, GError **error)
{
	*ids = NULL;
	g_autoptr(Graph) here =
		word ? project_read_worktree_graph(project, NULL) : NULL;
	const char *const one[] = {word, NULL};
	if (here && graph_find(here, word)) {
		*ids = graph_ancestors(here, one);
		return g_steal_pointer(&here);
	}
	g_autoptr(Snapshot) snapshot =
		project_snapshot(project, word ? word : "HEAD", error);
	return snapshot ? project_read_graph(project, snapshot, error) : NULL;
}

GPtrArray *trust_accept(const Project *project, const char *word,
			gboolean dry_run, guint *known_count, GError **error)
{
	g_autoptr(GHashTable) ids = NULL;
	g_autoptr(Graph) graph = find_accepted(project, word, &ids, error);
	g_autofree char *path = graph ? known_path(project, error) : NULL;
	if (!path)
		return NULL;
	g_autoptr(GPtrArray) accepted = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) known = read_known(path);
	g_autoptr(GString) added = g_string_new(NULL);
	const GPtrArray *ordered = graph_in_order(graph);
	*known_count = 0;
	for (guint i = 0; i < ordered->len; i++) {
		const Revision *revision = ordered->pdata[i];
		if (ids && !g_hash_table_contains(ids, revision->id))
			continue;
		if (!revision_load(revision, error))
			return NULL;
		g_autofree char *hash = hash_revision(revision);
		if (g_hash_table_contains(known, hash)) {
			*known_count += 1;
			continue;
		}
		g_ptr_array_add(accepted, g_strdup_printf("%s %s", revision->id,
							  revision->message));
		if (!add_revision(known, added, revision, error))
			return NULL;
	}
	if (!dry_run && !append(path, added, error))
		return NULL;
	return g_steal_pointer(&accepted);
}
