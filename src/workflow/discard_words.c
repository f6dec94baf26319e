/* What a run says of the stash. */
#include "workflow/discard.h"

char *discard_describe(guint64 values, guint64 rows)
{
	g_autofree char *first =
		g_strdup_printf("%" G_GUINT64_FORMAT " value%s", values,
				values == 1 ? "" : "s");
	g_autofree char *second = g_strdup_printf("%" G_GUINT64_FORMAT " row%s",
						  rows, rows == 1 ? "" : "s");
	if (!rows)
		return g_steal_pointer(&first);
	if (!values)
		return g_steal_pointer(&second);
	return g_strconcat(first, " and ", second, NULL);
}

static void append_clause(GString *clauses, guint64 count, const char *one,
			  const char *many)
{
	if (count)
		g_string_append_printf(clauses, "%s%" G_GUINT64_FORMAT " %s",
				       clauses->len ? ", " : "", count,
				       count == 1 ? one : many);
}

/* "412 of 415 values", "3 rows". */
static char *describe_back(guint64 back, guint64 all, const char *one,
			   const char *many)
{
	const char *what = all == 1 ? one : many;
	if (!all)
		return NULL;
	return back == all
		       ? g_strdup_printf("%" G_GUINT64_FORMAT " %s", all, what)
		       : g_strdup_printf("%" G_GUINT64_FORMAT
					 " of %" G_GUINT64_FORMAT " %s",
					 back, all, what);
}

/* "restored 412 of 415 values and 3 rows (…)". */
static void append_outcome(GString *text, const StashOutcome *outcome)
{
	g_autofree char *values = describe_back(
		outcome->values, outcome->of_values, "value", "values");
	g_autofree char *rows =
		describe_back(outcome->rows, outcome->of_rows, "row", "rows");
	if (!values && !rows)
		return;
	g_string_append_printf(text, "; restored %s%s%s", values ? values : "",
			       values && rows ? " and " : "", rows ? rows : "");
	g_autoptr(GString) clauses = g_string_new(NULL);
	append_clause(clauses, outcome->deleted, "row was deleted meanwhile",
		      "rows were deleted meanwhile");
	append_clause(clauses, outcome->changed, "value was changed meanwhile",
		      "values were changed meanwhile");
	append_clause(clauses, outcome->held,
		      "stays in the stash, see git migrate stash list",
		      "stay in the stash, see git migrate stash list");
	if (clauses->len)
		g_string_append_printf(text, " (%s)", clauses->str);
}

char *discard_summarize(const DiscardCount *count)
{
	GString *text = g_string_new(NULL);
	if (count->values || count->rows) {
		g_autofree char *kept =
			discard_describe(count->values, count->rows);
		g_string_append_printf(text, " (%s stashed)", kept);
	}
	if (count->discarded) {
		g_autofree char *gone = discard_describe(0, count->discarded);
		g_string_append_printf(text, " (%s discarded)", gone);
	}
	append_outcome(text, &count->outcome);
	return g_string_free(text, FALSE);
}
