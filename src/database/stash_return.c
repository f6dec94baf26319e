#include "stash_return.h"

#include "driver.h"

gboolean stash_is_of_columns(const StashSet *set)
{
	return set->kind == STASH_COLUMNS || set->kind == STASH_ECHO;
}

Return *stash_return_new(Database *database, StashSet *set)
{
	Return *back = g_new0(Return, 1);
	back->database = database;
	back->set = set;
	back->store = stash_store_name(set->id);
	back->table = stash_quote(set->table);
	back->match = stash_match(set->table, set->keys);
	return back;
}

void stash_return_free(Return *back)
{
	g_free(back->store);
	g_free(back->table);
	g_free(back->match);
	g_free(back);
}

gboolean stash_run(const Return *back, GError **error, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *sql = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return stash_execute(back->database, sql, error);
}

gboolean stash_mark(const Return *back, int from, int to, const char *condition,
		    GError **error)
{
	return stash_run(back, error,
			 "UPDATE %s AS s SET state = %d WHERE state = %d AND "
			 "EXISTS (SELECT 1 FROM %s WHERE %s%s)",
			 back->store, to, from, back->table, back->match,
			 condition);
}

gboolean stash_delete_in_state(const Return *back, int state, GError **error)
{
	g_autofree char *condition = g_strdup_printf("s.state = %d", state);
	g_autofree char *found = stash_in_store(
		back->set->table, back->set->keys, back->set->id, condition);
	return stash_run(back, error, "DELETE FROM %s WHERE %s", back->table,
			 found);
}
