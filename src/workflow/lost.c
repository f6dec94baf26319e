#include "workflow/lost.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "internal.h"
#include "workflow/schemas.h"

/* The folder, other than the configured one, in which a tree has the file of
 * an applied revision. */
static char *find_elsewhere(Snapshot *head, const State *state,
			    const char *directory)
{
	g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < state->ledger->len; i++) {
		const LedgerEntry *entry = state->ledger->pdata[i];
		g_hash_table_add(names, entry->name);
	}
	g_autoptr(GPtrArray) files = snapshot_list(head, "", NULL);
	for (guint i = 0; files && i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		const char *slash = strrchr(file->path, '/');
		const char *name = slash ? slash + 1 : file->path;
		gsize length = slash ? (gsize)(slash - file->path) : 0;
		g_autofree char *folder = g_strndup(file->path, length);
		if (g_hash_table_contains(names, name) &&
		    strcmp(folder, directory) != 0)
			return g_strdup(length ? folder : ".");
	}
	return NULL;
}

static gboolean refuse_elsewhere(const char *place, const char *directory,
				 GError **error)
{
	g_autofree char *shown = text_escape(place, FALSE);
	g_autofree char *hint = g_strdup_printf(
		"write 'migrations = %s' in " CONFIG_FILE " and commit it; or "
		"git migrate sync --take-back empties the database",
		shown);
	failure_set(error, FAILURE_REFUSED, hint,
		    "nothing of what is applied is in HEAD's folder '%s', but "
		    "'%s' has it",
		    directory, shown);
	return FALSE;
}

/* The commit that took the last migration away; NULL where the history never
 * had one. */
static char *find_removal(const Project *project, const char *directory)
{
	const char *const folder[] = {directory, NULL};
	g_autoptr(GPtrArray) commits = repository_commits_touching(
		project->repository, "HEAD", folder, 1, NULL);
	return commits && commits->len ? g_strdup(commits->pdata[0]) : NULL;
}

/* What cannot be read may declare any table. */
static gboolean has_models(const Project *project, Snapshot *head)
{
	g_autoptr(NamedSchema) models =
		schemas_read_models(project, head, NULL);
	return !models || models->schema->tables->len > 0;
}

static gboolean refuse_removed(const char *commit, const char *directory,
			       GError **error)
{
	g_autofree char *hint = g_strdup_printf(
		"git restore --source=%.7s^ -- %s brings them back; or "
		"git migrate sync --take-back empties the database",
		commit, directory);
	failure_set(error, FAILURE_REFUSED, hint,
		    "HEAD has models and no migration any more: %.7s took the "
		    "last one from '%s'",
		    commit, directory);
	return FALSE;
}

static gboolean has_revisions(Snapshot *head, const char *directory)
{
	g_autoptr(GPtrArray) files = snapshot_list(head, directory, NULL);
	for (guint i = 0; files && i < files->len; i++) {
		const SnapshotFile *file = files->pdata[i];
		if (project_is_revision_file(file->path, directory))
			return TRUE;
	}
	return !files;
}

gboolean lost_refuse(const Project *project, Snapshot *head, const State *state,
		     GError **error)
{
	guint foreign = g_hash_table_size(state->foreign);
	if (!foreign || foreign != state->ledger->len)
		return TRUE;
	g_autoptr(Config) config = project_config_at(project, head, NULL);
	if (!config)
		return TRUE;
	const char *directory = config->migrations;
	g_autofree char *place = find_elsewhere(head, state, directory);
	if (place)
		return refuse_elsewhere(place, directory, error);
	if (has_revisions(head, directory))
		return TRUE;
	g_autofree char *removal = find_removal(project, directory);
	return !removal || !has_models(project, head) ||
	       refuse_removed(removal, directory, error);
}
