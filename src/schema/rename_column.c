#include <string.h>

#include "candidates.h"

/* A column without a partner, and what the constraints make of it. */
typedef struct Lone {
	const Column *column;
	char *role;
} Lone;

static void lone_free(gpointer data)
{
	Lone *lone = data;
	g_free(lone->role);
	g_free(lone);
}

/* The columns of one table that have no partner yet. */
typedef struct Search {
	Candidates *candidates;
	const Table *old_table;
	const Table *new_table;
	GPtrArray *dropped; /* of Lone */
	GPtrArray *added;   /* of Lone */
} Search;

static int compare_texts(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *reference_role(const Candidates *candidates, gboolean old,
			    const Constraint *key)
{
	const Schema *schema = old ? candidates->from : candidates->to;
	const Table *table = schema_find_table(schema, key->referred_schema,
					       key->referred_table);
	if (old && table) {
		const Table *pair =
			pair_new_table(candidates->from, candidates->to,
				       candidates->known, table);
		table = pair ? pair : table;
	}
	g_autofree char *name =
		name_key(table ? table->schema_name : key->referred_schema,
			 table ? table->name : key->referred_table);
	return g_strconcat("references ", name, NULL);
}

/* What the constraints of its table make of a column, in words. */
static char *column_role(const Candidates *candidates, gboolean old,
			 const Table *table, const Column *column)
{
	g_autoptr(GPtrArray) words = names_new();
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *constraint = table->constraints->pdata[i];
		if (!names_contain(constraint->columns, column->name))
			continue;
		char *word =
			constraint->kind == CONSTRAINT_FOREIGN_KEY
				? reference_role(candidates, old, constraint)
				: g_strdup_printf("%d of %u",
						  (int)constraint->kind,
						  constraint->columns->len);
		g_ptr_array_add(words, word);
	}
	g_ptr_array_sort(words, compare_texts);
	return names_join(words);
}

static void add_lone(Search *search, gboolean old, const Column *column)
{
	Lone *lone = g_new0(Lone, 1);
	lone->column = column;
	lone->role = column_role(search->candidates, old,
				 old ? search->old_table : search->new_table,
				 column);
	g_ptr_array_add(old ? search->dropped : search->added, lone);
}

/* The same type, options and role: what a rename leaves as it is. */
static gboolean is_same(const Lone *old, const Lone *new)
{
	return strcmp(old->role, new->role) == 0 &&
	       column_same_definition(old->column, new->column);
}

/* Whether this one column was dropped and this one added of all that are the
 * same. */
static gboolean is_only_one(const Search *search, const Lone *old,
			    const Lone *new)
{
	for (guint i = 0; i < search->added->len; i++)
		if (search->added->pdata[i] !=
		    new &&is_same(old, search->added->pdata[i]))
			return FALSE;
	for (guint i = 0; i < search->dropped->len; i++)
		if (search->dropped->pdata[i] != old &&
		    is_same(search->dropped->pdata[i], new))
			return FALSE;
	return TRUE;
}

/* The nearest column before this one that has a partner, and how far it is. */
static const Column *find_neighbour(const Search *search, gboolean old,
				    const Column *column, guint *distance)
{
	const GPtrArray *columns =
		old ? search->old_table->columns : search->new_table->columns;
	const Column *neighbour = NULL;
	const Renames *known = search->candidates->known;
	*distance = 0;
	for (guint i = 0; columns->pdata[i] != column; i++) {
		const Column *other = columns->pdata[i];
		const Column *pair =
			old ? pair_new_column(known, search->old_table,
					      search->new_table, other)
			    : pair_old_column(known, search->old_table,
					      search->new_table, other);
		*distance = pair ? 0 : *distance + 1;
		if (pair)
			neighbour = old ? pair : other;
	}
	return neighbour;
}

static gboolean is_same_place(const Search *search, const Column *old,
			      const Column *new)
{
	guint old_distance;
	guint new_distance;
	const Column *old_neighbour =
		find_neighbour(search, TRUE, old, &old_distance);
	const Column *new_neighbour =
		find_neighbour(search, FALSE, new, &new_distance);
	return old_neighbour == new_neighbour && old_distance == new_distance;
}

typedef struct Facts {
	gboolean same;
	gboolean only_one; /* of its definition */
	gboolean alone;	   /* the table lost and gained nothing else */
	gboolean same_place;
	Likeness likeness;
	RenameEvidence evidence;
} Facts;

static gboolean is_certain(const Facts *facts)
{
	if (!facts->same)
		return FALSE;
	switch (facts->evidence) {
	case RENAME_EVIDENCE_KEPT:
		return facts->only_one || facts->likeness >= LIKENESS_KIN;
	case RENAME_EVIDENCE_REPLACED:
		return facts->likeness >= LIKENESS_KIN;
	case RENAME_EVIDENCE_HUNK:
		return facts->likeness == LIKENESS_CLOSE ||
		       (facts->likeness == LIKENESS_SIMILAR &&
			facts->only_one && facts->same_place);
	default:
		return facts->likeness == LIKENESS_CLOSE && facts->only_one &&
		       facts->same_place;
	}
}

static gboolean is_likely(const Facts *facts)
{
	if (!facts->same)
		return facts->likeness == LIKENESS_CLOSE ||
		       (facts->evidence >= RENAME_EVIDENCE_REPLACED &&
			(facts->alone || facts->likeness != LIKENESS_NONE));
	return facts->likeness != LIKENESS_NONE ||
	       facts->evidence >= RENAME_EVIDENCE_REPLACED || facts->only_one;
}

static void judge(Search *search, const Lone *old_lone, const Lone *new_lone)
{
	const Column *old = old_lone->column;
	const Column *new = new_lone->column;
	Facts facts = {
		.same = is_same(old_lone, new_lone),
		.likeness = name_likeness(old->name, new->name),
	};
	facts.only_one = facts.same && is_only_one(search, old_lone, new_lone);
	facts.alone = search->dropped->len == 1 && search->added->len == 1;
	facts.same_place = is_same_place(search, old, new);
	facts.evidence = candidates_evidence(search->candidates, &old->origin,
					     &new->origin);
	gboolean certain = is_certain(&facts);
	if (!certain && !is_likely(&facts))
		return;
	unsigned bonus = (facts.same_place ? 3u : 0u) + (facts.same ? 2u : 0u);
	RenameCandidate *candidate = candidates_add(
		search->candidates, candidates_score(certain, facts.likeness,
						     facts.evidence, bonus));
	candidate->old_table = search->old_table;
	candidate->new_table = search->new_table;
	candidate->old_column = old;
	candidate->new_column = new;
}

void candidates_find_columns(Candidates *candidates, const Table *old_table,
			     const Table *new_table)
{
	g_autoptr(GPtrArray) dropped =
		g_ptr_array_new_with_free_func(lone_free);
	g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func(lone_free);
	Search search = {candidates, old_table, new_table, dropped, added};
	for (guint i = 0; i < old_table->columns->len; i++) {
		const Column *column = old_table->columns->pdata[i];
		if (!pair_new_column(candidates->known, old_table, new_table,
				     column))
			add_lone(&search, TRUE, column);
	}
	for (guint i = 0; i < new_table->columns->len && dropped->len; i++) {
		const Column *column = new_table->columns->pdata[i];
		if (!pair_old_column(candidates->known, old_table, new_table,
				     column))
			add_lone(&search, FALSE, column);
	}
	for (guint i = 0; i < dropped->len; i++)
		for (guint j = 0; j < added->len; j++)
			judge(&search, dropped->pdata[i], added->pdata[j]);
}
