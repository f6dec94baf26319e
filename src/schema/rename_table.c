#include "candidates.h"

/* A table without a partner, with its columns in words. */
typedef struct Lone {
	const Table *table;
	GHashTable *columns; /* set of char * */
} Lone;

static void lone_free(gpointer data)
{
	Lone *lone = data;
	g_hash_table_unref(lone->columns);
	g_free(lone);
}

/* Name, type and NOT NULL. */
static char *write_column(const Column *column)
{
	g_autofree char *name = name_key(NULL, column->name);
	g_autofree char *type = type_format(column->type);
	g_autofree char *normal = sql_normalize(type);
	return g_strdup_printf("%s\n%s\n%d", name, normal, column->not_null);
}

static void add_lone(GPtrArray *lones, const Table *table)
{
	Lone *lone = g_new0(Lone, 1);
	lone->table = table;
	lone->columns =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < table->columns->len; i++)
		g_hash_table_add(lone->columns,
				 write_column(table->columns->pdata[i]));
	g_ptr_array_add(lones, lone);
}

typedef struct Facts {
	guint common;  /* columns of both */
	guint percent; /* of all columns of the two */
	Likeness likeness;
	RenameEvidence evidence;
} Facts;

static void count_common(Facts *facts, const Lone *old, const Lone *new)
{
	GHashTableIter iterator;
	gpointer column;
	g_hash_table_iter_init(&iterator, old->columns);
	facts->common = 0;
	while (g_hash_table_iter_next(&iterator, &column, NULL))
		facts->common +=
			(guint)g_hash_table_contains(new->columns, column);
	guint all = g_hash_table_size(old->columns) +
		    g_hash_table_size(new->columns) - facts->common;
	facts->percent = all ? 100 * facts->common / all : 0;
}

/* Tables of the same few columns are many: a key and a name tell nothing. */
static gboolean is_certain(const Facts *facts)
{
	if (facts->percent < 80)
		return FALSE;
	if (facts->evidence == RENAME_EVIDENCE_KEPT)
		return TRUE;
	if (facts->evidence == RENAME_EVIDENCE_REPLACED)
		return facts->common >= 3 || facts->likeness >= LIKENESS_KIN;
	if (facts->likeness == LIKENESS_CLOSE)
		return facts->common >= 2;
	return facts->likeness == LIKENESS_SIMILAR && facts->common >= 3 &&
	       (facts->percent == 100 ||
		facts->evidence == RENAME_EVIDENCE_HUNK);
}

static gboolean is_likely(const Facts *facts)
{
	if (facts->percent >= 80)
		return TRUE;
	if (facts->percent >= 50)
		return facts->likeness >= LIKENESS_SIMILAR ||
		       facts->evidence != RENAME_EVIDENCE_NONE;
	return facts->percent >= 30 &&
	       (facts->likeness == LIKENESS_CLOSE ||
		facts->evidence >= RENAME_EVIDENCE_REPLACED);
}

/* Whether another table could as well be the partner of one of the two. */
static gboolean has_rival(const GPtrArray *dropped, const GPtrArray *added,
			  const Lone *old, const Lone *new, guint percent)
{
	Facts other;
	for (guint i = 0; i < added->len; i++) {
		count_common(&other, old, added->pdata[i]);
		if (added->pdata[i] != new &&other.percent + 20 > percent)
			return TRUE;
	}
	for (guint i = 0; i < dropped->len; i++) {
		count_common(&other, dropped->pdata[i], new);
		if (dropped->pdata[i] != old && other.percent + 20 > percent)
			return TRUE;
	}
	return FALSE;
}

static void judge(Candidates *candidates, const GPtrArray *dropped,
		  const GPtrArray *added, const Lone *old, const Lone *new)
{
	Facts facts = {0};
	count_common(&facts, old, new);
	if (facts.percent < 30)
		return;
	facts.likeness = name_likeness(old->table->name, new->table->name);
	facts.evidence = candidates_evidence(candidates, &old->table->origin,
					     &new->table->origin);
	gboolean certain = is_certain(&facts) &&
			   !has_rival(dropped, added, old, new, facts.percent);
	if (!certain && !is_likely(&facts))
		return;
	RenameCandidate *candidate = candidates_add(
		candidates,
		candidates_score(certain, facts.likeness, facts.evidence,
				 facts.percent / 20));
	candidate->old_table = old->table;
	candidate->new_table = new->table;
}

void candidates_find_tables(Candidates *candidates)
{
	const Schema *from = candidates->from;
	const Schema *to = candidates->to;
	g_autoptr(GPtrArray) dropped =
		g_ptr_array_new_with_free_func(lone_free);
	g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func(lone_free);
	for (guint i = 0; i < from->tables->len; i++) {
		const Table *table = from->tables->pdata[i];
		if (!table->virtual_sql &&
		    !pair_new_table(from, to, candidates->known, table))
			add_lone(dropped, table);
	}
	for (guint i = 0; i < to->tables->len && dropped->len; i++) {
		const Table *table = to->tables->pdata[i];
		if (!table->virtual_sql &&
		    !pair_old_table(from, to, candidates->known, table))
			add_lone(added, table);
	}
	for (guint i = 0; i < dropped->len; i++)
		for (guint j = 0; j < added->len; j++)
			judge(candidates, dropped, added, dropped->pdata[i],
			      added->pdata[j]);
}
