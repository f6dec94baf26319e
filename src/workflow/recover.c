#include <string.h>

#include "base/failure.h"
#include "internal.h"

static Revision *read_at_commit(const Project *project,
				const LedgerEntry *entry, GError **error)
{
	g_autoptr(Snapshot) snapshot = repository_snapshot_commit(
		project->repository, entry->commit, error);
	g_autofree char *path = g_build_filename(project->config->migrations,
						 entry->name, NULL);
	g_autoptr(GBytes) bytes =
		snapshot ? snapshot_read(snapshot, path, error) : NULL;
	if (!bytes)
		return NULL;
	gsize length;
	const char *text = g_bytes_get_data(bytes, &length);
	return revision_parse(path, text ? text : "", length, error);
}

static void refuse(const LedgerEntry *entry, const char *reason, GError **error)
{
	g_autofree char *hint = g_strdup_printf(
		"bring the file %s back as it was applied, then git migrate "
		"downgrade --from-file; or undo it by hand and git migrate "
		"stamp",
		entry->name);
	failure_set(error, FAILURE_REFUSED, hint,
		    "revision %s (%s) cannot be taken back: the ledger has no "
		    "text for it, and %s",
		    entry->revision, entry->name, reason);
}

Revision *recover_revision(const Project *project, const LedgerEntry *entry,
			   GError **error)
{
	if (!entry->commit || !*entry->commit) {
		refuse(entry, "no commit is known that has it", error);
		return NULL;
	}
	g_autoptr(GError) failure = NULL;
	g_autoptr(Revision) revision = read_at_commit(project, entry, &failure);
	if (!revision) {
		g_autofree char *reason =
			g_strdup_printf("commit %.12s does not give it (%s)",
					entry->commit, failure->message);
		refuse(entry, reason, error);
		return NULL;
	}
	if (strcmp(revision->id, entry->revision) != 0 ||
	    strcmp(revision->checksum, entry->checksum) != 0) {
		g_autofree char *reason = g_strdup_printf(
			"commit %.12s has another text of it", entry->commit);
		refuse(entry, reason, error);
		return NULL;
	}
	return g_steal_pointer(&revision);
}
