#include "schema/rename.h"

#include "candidates.h"

RenameCandidate *candidates_add(Candidates *candidates, unsigned score)
{
	RenameCandidate *candidate = g_new0(RenameCandidate, 1);
	candidate->score = score;
	g_ptr_array_add(candidates->found, candidate);
	return candidate;
}

RenameEvidence candidates_evidence(const Candidates *candidates,
				   const Origin *old, const Origin *new)
{
	if (!candidates->evidence || !old->path || !new->path)
		return RENAME_EVIDENCE_NONE;
	return candidates->evidence(old, new, candidates->user_data);
}

unsigned candidates_score(gboolean certain, Likeness likeness,
			  RenameEvidence evidence, unsigned bonus)
{
	return (certain ? RENAME_CERTAIN : RENAME_LIKELY) +
	       3 * (unsigned)likeness + (unsigned)evidence + MIN(bonus, 5);
}

/* What a candidate takes: a table, or a column. */
static gconstpointer old_thing(const RenameCandidate *candidate)
{
	return candidate->old_column ? (gconstpointer)candidate->old_column
				     : candidate->old_table;
}

static gconstpointer new_thing(const RenameCandidate *candidate)
{
	return candidate->new_column ? (gconstpointer)candidate->new_column
				     : candidate->new_table;
}

static void count(GHashTable *counts, gconstpointer thing)
{
	gpointer key = (gpointer)(guintptr)thing;
	guint before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key));
	g_hash_table_insert(counts, key, GUINT_TO_POINTER(before + 1));
}

/* Two that are certain of the same thing cannot both be right: neither is
 * certain then. */
static void doubt_rivals(GPtrArray *found)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < found->len; i++) {
		const RenameCandidate *candidate = found->pdata[i];
		if (candidate->score < RENAME_CERTAIN)
			continue;
		count(counts, old_thing(candidate));
		count(counts, new_thing(candidate));
	}
	for (guint i = 0; i < found->len; i++) {
		RenameCandidate *candidate = found->pdata[i];
		if (candidate->score < RENAME_CERTAIN)
			continue;
		gpointer old =
			g_hash_table_lookup(counts, old_thing(candidate));
		gpointer new =
			g_hash_table_lookup(counts, new_thing(candidate));
		if (GPOINTER_TO_UINT(old) > 1 || GPOINTER_TO_UINT(new) > 1)
			candidate->score -= RENAME_CERTAIN - RENAME_LIKELY;
	}
}

static int compare_scores(gconstpointer a, gconstpointer b)
{
	const RenameCandidate *candidate_a = *(RenameCandidate *const *)a;
	const RenameCandidate *candidate_b = *(RenameCandidate *const *)b;
	return (candidate_b->score > candidate_a->score) -
	       (candidate_b->score < candidate_a->score);
}

/* The best of those that share a thing; `found` is sorted. */
static GPtrArray *choose(const GPtrArray *found)
{
	GPtrArray *chosen = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < found->len; i++) {
		const RenameCandidate *candidate = found->pdata[i];
		gpointer old = (gpointer)(guintptr)old_thing(candidate);
		gpointer new = (gpointer)(guintptr)new_thing(candidate);
		if (g_hash_table_contains(taken, old) ||
		    g_hash_table_contains(taken, new))
			continue;
		g_hash_table_add(taken, old);
		g_hash_table_add(taken, new);
		g_ptr_array_add(chosen,
				g_memdup2(candidate, sizeof *candidate));
	}
	return chosen;
}

GPtrArray *schema_find_renames(const Schema *from, const Schema *to,
			       const Renames *known,
			       RenameEvidenceFunction evidence,
			       gpointer user_data)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	Candidates candidates = {from, to, known, evidence, user_data, found};
	candidates_find_tables(&candidates);
	for (guint i = 0; i < to->tables->len; i++) {
		const Table *table = to->tables->pdata[i];
		const Table *old = pair_old_table(from, to, known, table);
		if (old)
			candidates_find_columns(&candidates, old, table);
	}
	doubt_rivals(found);
	g_ptr_array_sort(found, compare_scores);
	return choose(found);
}
