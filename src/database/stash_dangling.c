/* What refers to what is gone. */
#include <string.h>

#include "driver.h"
#include "stash_return.h"

/* Where a column of a foreign key gets its value from. */
static char *reference_source(const Return *back, const char *column)
{
	int at = back->set->kind == STASH_COLUMNS
			 ? stash_find_name(back->set->values, column)
			 : -1;
	if (at >= 0)
		return g_strdup_printf("s.v%d", at + 1);
	g_autofree char *name = stash_quote(column);
	return g_strdup_printf("%s.%s", back->table, name);
}

/* " AND …": the row refers to one that is not there. */
static char *write_dangling(const Return *back, const Reference *reference)
{
	GString *text = g_string_new(NULL);
	g_autofree char *parent = stash_quote(reference->parent);
	g_autoptr(GString) found = g_string_new(NULL);
	for (guint i = 0; i < reference->from->len; i++) {
		g_autofree char *from =
			reference_source(back, reference->from->pdata[i]);
		g_autofree char *to = stash_quote(reference->to->pdata[i]);
		g_string_append_printf(text, " AND %s IS NOT NULL", from);
		g_string_append_printf(found, "%sp.%s = %s", i ? " AND " : "",
				       to, from);
	}
	g_string_append_printf(text,
			       " AND NOT EXISTS (SELECT 1 FROM %s AS p WHERE "
			       "%s)",
			       parent, found->str);
	return g_string_free(text, FALSE);
}

static gboolean reference_is_usable(const Return *back,
				    const Reference *reference,
				    gboolean *usable, GError **error)
{
	*usable = FALSE;
	if (reference->to->len != reference->from->len)
		return TRUE;
	return stash_has_place(back->database, reference->parent, reference->to,
			       NULL, usable, error);
}

static gboolean involves_values(const Return *back, const Reference *reference)
{
	for (guint i = 0; i < reference->from->len; i++) {
		g_autofree char *source =
			reference_source(back, reference->from->pdata[i]);
		if (g_str_has_prefix(source, "s."))
			return TRUE;
	}
	return FALSE;
}

/* What would have happened to the value or row, had it been there when what it
 * refers to was deleted. */
static int state_without_parent(const Reference *reference)
{
	return g_str_has_prefix(reference->on_delete, "CASCADE") ||
			       g_str_has_prefix(reference->on_delete, "SET ")
		       ? STATE_DELETED
		       : STATE_HELD;
}

gboolean stash_hold_dangling(const Return *back, GError **error)
{
	g_autoptr(GPtrArray) references = database_read_references(
		back->database, back->set->table, error);
	for (guint i = 0; references && i < references->len; i++) {
		const Reference *reference = references->pdata[i];
		gboolean usable = FALSE;
		if (!involves_values(back, reference))
			continue;
		if (!reference_is_usable(back, reference, &usable, error))
			return FALSE;
		g_autofree char *dangling = write_dangling(back, reference);
		if (usable && !stash_mark(back, STATE_WAITING,
					  state_without_parent(reference),
					  dangling, error))
			return FALSE;
	}
	return references != NULL;
}

/* A state in between: the rows at hand. */
#define STATE_AT_HAND 9

static gboolean take_out_dangling(const Return *back,
				  const Reference *reference, guint64 *found,
				  GError **error)
{
	g_autofree char *dangling = write_dangling(back, reference);
	g_autofree char *count =
		g_strdup_printf("SELECT count(*) FROM %s WHERE state = %d",
				back->store, STATE_AT_HAND);
	if (!stash_mark(back, STATE_RESTORED, STATE_AT_HAND, dangling, error) ||
	    !stash_count(back->database, count, found, error))
		return FALSE;
	if (!*found)
		return TRUE;
	int state = g_str_has_prefix(reference->on_delete, "CASCADE")
			    ? STATE_DELETED
			    : STATE_HELD;
	return stash_delete_in_state(back, STATE_AT_HAND, error) &&
	       stash_run(back, error,
			 "UPDATE %s SET state = %d WHERE state = %d",
			 back->store, state, STATE_AT_HAND);
}

static gboolean take_out_once(const Return *back, guint64 *taken,
			      GError **error)
{
	g_autoptr(GPtrArray) references = database_read_references(
		back->database, back->set->table, error);
	for (guint i = 0; references && i < references->len; i++) {
		const Reference *reference = references->pdata[i];
		gboolean usable = FALSE;
		guint64 found = 0;
		if (!reference_is_usable(back, reference, &usable, error) ||
		    (usable &&
		     !take_out_dangling(back, reference, &found, error)))
			return FALSE;
		*taken += found;
	}
	return references != NULL;
}

/* Taking a row out may leave others without what they refer to. */
gboolean stash_take_out_dangling(const GPtrArray *returns, GError **error)
{
	guint64 taken = 1;
	while (taken) {
		taken = 0;
		for (guint i = 0; i < returns->len; i++) {
			const Return *back = returns->pdata[i];
			if (back->has_place &&
			    !stash_is_of_columns(back->set) &&
			    !take_out_once(back, &taken, error))
				return FALSE;
		}
	}
	return TRUE;
}
