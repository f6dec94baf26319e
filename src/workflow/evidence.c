#include "workflow/evidence.h"

#include <string.h>

struct Evidence {
	Snapshot *old_files;
	Snapshot *new_files;
	NamedSchema *old_models; /* owned, or NULL when `from` had its own */
	GHashTable *hunks; /* "old path\nnew path" -> GArray of Hunk, or NULL */
	Repository *repository;
};

void evidence_free(Evidence *evidence)
{
	if (!evidence)
		return;
	g_hash_table_unref(evidence->hunks);
	snapshot_free(evidence->old_files);
	snapshot_free(evidence->new_files);
	named_schema_free(evidence->old_models);
	g_free(evidence);
}

/* The definitions that a schema built by migrations has stand in the old
 * models under the same names. */
static void lend_origins(Schema *to, const Schema *from)
{
	for (guint i = 0; i < to->tables->len; i++) {
		Table *table = to->tables->pdata[i];
		const Table *known = schema_find_table(from, table->schema_name,
						       table->name);
		if (!known)
			continue;
		if (!table->origin.path)
			origin_copy(&table->origin, &known->origin);
		for (guint j = 0; j < table->columns->len; j++) {
			Column *column = table->columns->pdata[j];
			const Column *same =
				table_find_column(known, column->name);
			if (same && !column->origin.path)
				origin_copy(&column->origin, &same->origin);
		}
	}
}

static void free_hunks(gpointer hunks)
{
	if (hunks)
		g_array_unref(hunks);
}

/* Whether all that was dropped has a place in the models. */
static gboolean has_all_origins(const Schema *from, const Schema *to)
{
	g_autoptr(GPtrArray) changes = schema_diff(from, to, NULL);
	for (guint i = 0; i < changes->len; i++) {
		const Change *change = changes->pdata[i];
		if (change->kind == CHANGE_DROP_TABLE &&
		    !change->old_table->origin.path)
			return FALSE;
		if (change->kind == CHANGE_DROP_COLUMN &&
		    !change->old_column->origin.path)
			return FALSE;
	}
	return TRUE;
}

/* Takes the models at a name for the old ones. */
static gboolean take_old_models(Evidence *evidence, const Project *project,
				Schema *from, const char *name)
{
	snapshot_free(evidence->old_files);
	named_schema_free(evidence->old_models);
	evidence->old_models = NULL;
	evidence->old_files = project_snapshot(project, name, NULL);
	if (evidence->old_files)
		evidence->old_models =
			schemas_read_models(project, evidence->old_files, NULL);
	if (!evidence->old_models)
		return FALSE;
	lend_origins(from, evidence->old_models->schema);
	return TRUE;
}

/* How many commits that touched the models are looked into. */
#define HISTORY_LIMIT 30

/* When the rename was committed already, the models that still have the old
 * name are further back: the newest that have all that was dropped serve. */
static void look_further_back(Evidence *evidence, const Project *project,
			      Schema *from, const Schema *to)
{
	g_autoptr(GPtrArray) commits = repository_commits_touching(
		project->repository, "HEAD",
		(const char *const *)project->config->models->pdata,
		HISTORY_LIMIT, NULL);
	for (guint i = 0; commits && i < commits->len; i++)
		if (take_old_models(evidence, project, from,
				    commits->pdata[i]) &&
		    has_all_origins(from, to))
			return;
}

Evidence *evidence_new(const Project *project, NamedSchema *from,
		       const NamedSchema *to, const char *old_models)
{
	const char *old_name = from->models ? from->name : old_models;
	if (!to->models || !old_name)
		return NULL;
	g_autoptr(Evidence) evidence = g_new0(Evidence, 1);
	evidence->repository = project->repository;
	evidence->hunks = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
						free_hunks);
	evidence->new_files = project_snapshot(project, to->name, NULL);
	if (!evidence->new_files)
		return NULL;
	if (from->models) {
		evidence->old_files = project_snapshot(project, old_name, NULL);
	} else {
		take_old_models(evidence, project, from->schema, old_name);
		if (!has_all_origins(from->schema, to->schema))
			look_further_back(evidence, project, from->schema,
					  to->schema);
	}
	return evidence->old_files ? g_steal_pointer(&evidence) : NULL;
}

static GArray *find_hunks(Evidence *evidence, const char *old_path,
			  const char *new_path)
{
	g_autofree char *key = g_strdup_printf("%s\n%s", old_path, new_path);
	gpointer known;
	if (g_hash_table_lookup_extended(evidence->hunks, key, NULL, &known))
		return known;
	g_autoptr(GBytes) old_text =
		snapshot_read(evidence->old_files, old_path, NULL);
	g_autoptr(GBytes) new_text =
		snapshot_read(evidence->new_files, new_path, NULL);
	GArray *hunks =
		old_text && new_text
			? repository_diff_texts(old_text, new_text, NULL)
			: NULL;
	g_hash_table_insert(evidence->hunks, g_steal_pointer(&key), hunks);
	return hunks;
}

static gboolean is_between(unsigned line, unsigned start, unsigned count)
{
	return line >= start && line < start + count;
}

/* A file that moved between the two snapshots is compared with the file it
 * became: the old path is gone and the new one is new. */
static gboolean may_be_same_file(Evidence *evidence, const char *old_path,
				 const char *new_path)
{
	return strcmp(old_path, new_path) == 0 ||
	       (!snapshot_contains(evidence->new_files, old_path) &&
		!snapshot_contains(evidence->old_files, new_path));
}

/* The line that an old line became when it was not touched; 0 when a hunk
 * has it. A side of a hunk without lines starts at the line they would come
 * after, which itself is untouched. */
static unsigned untouched_line(const GArray *hunks, unsigned line)
{
	unsigned moved = line;
	for (guint i = 0; i < hunks->len; i++) {
		const Hunk *hunk = &g_array_index(hunks, Hunk, i);
		unsigned first = hunk->old_start + (hunk->old_lines == 0);
		if (line < first)
			break;
		if (line < first + hunk->old_lines)
			return 0;
		moved += hunk->new_lines - hunk->old_lines;
	}
	return moved;
}

static RenameEvidence judge_hunk(const Hunk *hunk, unsigned old_line,
				 unsigned new_line)
{
	if (!is_between(old_line, hunk->old_start, hunk->old_lines) ||
	    !is_between(new_line, hunk->new_start, hunk->new_lines))
		return RENAME_EVIDENCE_NONE;
	gboolean same_place =
		hunk->old_lines == hunk->new_lines &&
		old_line - hunk->old_start == new_line - hunk->new_start;
	return same_place ? RENAME_EVIDENCE_REPLACED : RENAME_EVIDENCE_HUNK;
}

RenameEvidence evidence_find(const Origin *old_origin, const Origin *new_origin,
			     gpointer user_data)
{
	Evidence *evidence = user_data;
	if (!old_origin->path || !new_origin->path ||
	    !may_be_same_file(evidence, old_origin->path, new_origin->path))
		return RENAME_EVIDENCE_NONE;
	const GArray *hunks =
		find_hunks(evidence, old_origin->path, new_origin->path);
	if (!hunks)
		return RENAME_EVIDENCE_NONE;
	/* `class Todo(Base):` stays as it is when its __tablename__ changes. */
	if (untouched_line(hunks, old_origin->line) == new_origin->line)
		return RENAME_EVIDENCE_KEPT;
	for (guint i = 0; i < hunks->len; i++) {
		RenameEvidence found =
			judge_hunk(&g_array_index(hunks, Hunk, i),
				   old_origin->line, new_origin->line);
		if (found != RENAME_EVIDENCE_NONE)
			return found;
	}
	return RENAME_EVIDENCE_NONE;
}
