#include "workflow/blame.h"

#include <string.h>

#include "base/failure.h"
#include "base/text.h"
#include "cover_parts.h"

/* A column that is looked for further back, by the names it has there. */
typedef struct Sought {
	BlamedColumn *result; /* borrowed */
	char *table;
	char *column;
} Sought;

typedef struct Walk {
	Cover *cover;
	GHashTable *pending; /* commit -> GPtrArray of Sought */
	GPtrArray *results;  /* of BlamedColumn */
	guint left;	     /* results without a commit */
} Walk;

static void blamed_free(gpointer pointer)
{
	BlamedColumn *blamed = pointer;
	g_free(blamed->name);
	g_free(blamed->definition);
	g_free(blamed->commit);
	g_free(blamed->subject);
	g_free(blamed->old_name);
	g_clear_pointer(&blamed->revisions, g_ptr_array_unref);
	g_free(blamed);
}

static void sought_free(gpointer pointer)
{
	Sought *sought = pointer;
	g_free(sought->table);
	g_free(sought->column);
	g_free(sought);
}

static void unref_array(gpointer array)
{
	g_ptr_array_unref(array);
}

static void seek(Walk *walk, const char *commit, BlamedColumn *result,
		 const char *table, const char *column)
{
	GPtrArray *list = g_hash_table_lookup(walk->pending, commit);
	if (!list) {
		list = g_ptr_array_new_with_free_func(sought_free);
		g_hash_table_insert(walk->pending, g_strdup(commit), list);
	}
	Sought *sought = g_new0(Sought, 1);
	sought->result = result;
	sought->table = g_strdup(table);
	sought->column = g_strdup(column);
	g_ptr_array_add(list, sought);
}

static const Column *find_column(const Schema *schema, const char *table,
				 const char *column)
{
	const Table *found = schema_find_table(schema, NULL, table);
	return found ? table_find_column(found, column) : NULL;
}

/* Goes on in a parent where the column is the same, under the name it has
 * there. */
static gboolean pass_on(Walk *walk, const char *parent,
			const Comparison *comparison, const Sought *sought)
{
	const char *table =
		renames_find_old_table(comparison->renames, sought->table);
	const char *column = renames_find_old_column(
		comparison->renames, sought->table, sought->column);
	table = table ? table : sought->table;
	column = column ? column : sought->column;
	const Column *now = find_column(comparison->to->schema, sought->table,
					sought->column);
	const Column *before =
		find_column(comparison->from->schema, table, column);
	if (!now || !before || !column_same_definition(now, before))
		return FALSE;
	seek(walk, parent, sought->result, table, column);
	return TRUE;
}

static gboolean blame(Walk *walk, const Commit *commit, const Sought *sought,
		      GError **error)
{
	BlamedColumn *result = sought->result;
	g_autoptr(Verdict) verdict =
		commit->cut ? cover_new_verdict()
			    : cover_judge(walk->cover, commit->id,
					  (const char *const *)commit->parents,
					  error);
	if (!verdict)
		return FALSE;
	result->boundary = commit->cut;
	result->commit = g_strdup(commit->id);
	result->subject = commit_subject(commit);
	result->time = commit->time;
	result->revisions = g_ptr_array_ref(verdict->revisions);
	result->old_name =
		g_strdup_printf("%s.%s", sought->table, sought->column);
	walk->left--;
	return TRUE;
}

static Tree *open_tree(Walk *walk, const char *name, Tree *like, GError **error)
{
	Tree *tree = trees_get(walk->cover->trees, name, like, error);
	return tree && trees_read_models(walk->cover->trees, tree, error)
		       ? tree
		       : NULL;
}

/* Hands what is sought on to one parent; what it does not have stays. A tree
 * whose models do not build tells nothing: the one before it is asked. */
static gboolean ask_parent(Walk *walk, const Commit *commit, const char *parent,
			   GPtrArray *list, GError **error)
{
	GError *failure = NULL;
	Tree *base = open_tree(walk, parent, NULL, error);
	Tree *tree = base ? open_tree(walk, commit->id, base, error) : NULL;
	if (!tree)
		return FALSE;
	gboolean same = strcmp(base->models->print, tree->models->print) == 0;
	g_autoptr(Comparison) comparison =
		same ? NULL
		     : cover_compare_models(walk->cover, base, tree, &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	for (guint i = list->len; i > 0; i--) {
		const Sought *sought = list->pdata[i - 1];
		if (!comparison)
			seek(walk, parent, sought->result, sought->table,
			     sought->column);
		else if (!pass_on(walk, parent, comparison, sought))
			continue;
		g_ptr_array_remove_index(list, i - 1);
	}
	return TRUE;
}

static gboolean step(Walk *walk, const Commit *commit, GError **error)
{
	gpointer key;
	gpointer value;
	if (!g_hash_table_steal_extended(walk->pending, commit->id, &key,
					 &value))
		return TRUE;
	g_free(key);
	g_autoptr(GPtrArray) list = value;
	for (char **parent = commit->parents; *parent && list->len; parent++)
		if (!ask_parent(walk, commit, *parent, list, error))
			return FALSE;
	for (guint i = 0; i < list->len; i++)
		if (!blame(walk, commit, list->pdata[i], error))
			return FALSE;
	return TRUE;
}

static char *define(const Table *table, const Column *column)
{
	const Change change = {
		.kind = CHANGE_ADD_COLUMN,
		.old_table = table,
		.new_table = table,
		.new_column = column,
	};
	g_autofree char *line = change_summarize(&change);
	g_autofree char *name = table_full_name(table);
	gsize skipped =
		strlen("+ column ") + strlen(name) + 1 + strlen(column->name);
	return g_strdup(g_strchug(line + MIN(skipped, strlen(line))));
}

static gboolean start(Walk *walk, const char *tip, const Table *table,
		      const char *column, GError **error)
{
	for (guint i = 0; i < table->columns->len; i++) {
		const Column *each = table->columns->pdata[i];
		if (column && g_ascii_strcasecmp(column, each->name) != 0)
			continue;
		BlamedColumn *blamed = g_new0(BlamedColumn, 1);
		blamed->name = g_strdup(each->name);
		blamed->definition = define(table, each);
		g_ptr_array_add(walk->results, blamed);
		seek(walk, tip, blamed, table->name, each->name);
		walk->left++;
	}
	if (walk->left)
		return TRUE;
	g_autofree char *hint =
		g_strdup_printf("git migrate blame %s", table->name);
	failure_set(error, FAILURE_NOT_FOUND, hint,
		    "table '%s' has no column '%s'", table->name, column);
	return FALSE;
}

static const Table *find_table(const Schema *schema, const char *name,
			       GError **error)
{
	const Table *table = schema_find_table(schema, NULL, name);
	if (table)
		return table;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *each = schema->tables->pdata[i];
		g_ptr_array_add(names, each->name);
	}
	g_ptr_array_add(names, NULL);
	const char *nearest =
		text_nearest(name, (const char *const *)names->pdata);
	g_autofree char *hint =
		nearest ? g_strdup_printf("did you mean '%s'?", nearest)
			: g_strdup("git migrate schema lists the tables");
	failure_set(error, FAILURE_NOT_FOUND, hint,
		    "the models have no table '%s'", name);
	return NULL;
}

static void finish(Walk *walk, const char *table)
{
	for (guint i = 0; i < walk->results->len; i++) {
		BlamedColumn *blamed = walk->results->pdata[i];
		g_autofree char *now =
			g_strdup_printf("%s.%s", table, blamed->name);
		if (g_strcmp0(now, blamed->old_name) == 0)
			g_clear_pointer(&blamed->old_name, g_free);
	}
}

static gboolean walk_back(Walk *walk, const Project *project, const char *tip,
			  GError **error)
{
	const char *const words[] = {tip, NULL};
	g_autoptr(GPtrArray) commits =
		repository_list_commits(project->repository, words, error);
	if (!commits)
		return FALSE;
	for (guint i = commits->len; i > 0 && walk->left; i--)
		if (!step(walk, commits->pdata[i - 1], error))
			return FALSE;
	return TRUE;
}

static gboolean run(Walk *walk, const Project *project, const char *tip,
		    const char *name, const char *column, GError **error)
{
	Tree *tree = open_tree(walk, tip, NULL, error);
	if (!tree)
		return FALSE;
	const NamedSchema *models =
		trees_build_models(walk->cover->trees, tree);
	if (!models) {
		g_propagate_error(error, g_error_copy(tree->models->failure));
		return FALSE;
	}
	const Table *table = find_table(models->schema, name, error);
	if (!table || !start(walk, tip, table, column, error) ||
	    !walk_back(walk, project, tip, error))
		return FALSE;
	finish(walk, table->name);
	return TRUE;
}

GPtrArray *blame_table(const Project *project, const char *revision,
		       const char *table, const char *column, GError **error)
{
	g_autofree char *tip =
		repository_resolve(project->repository, revision, error);
	if (!tip)
		return NULL;
	g_autoptr(Cover) cover = cover_new(project);
	cover_want_findings_only(cover);
	g_autoptr(GPtrArray) results =
		g_ptr_array_new_with_free_func(blamed_free);
	Walk walk = {
		.cover = cover,
		.results = results,
		.pending = g_hash_table_new_full(g_str_hash, g_str_equal,
						 g_free, unref_array),
	};
	gboolean done = run(&walk, project, tip, table, column, error);
	g_hash_table_unref(walk.pending);
	return done ? g_steal_pointer(&results) : NULL;
}
