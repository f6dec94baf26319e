/* CREATE INDEX. */
#include "internal.h"

static void append_key(GString *text, const IndexKey *key)
{
	if (key->column) {
		sqlite_append_identifier(text, key->column);
	} else {
		g_autofree char *spelling =
			sqlite_spell_expression(key->expression);
		sqlite_append_sql(text, spelling);
	}
	if (key->collation) {
		g_string_append(text, " COLLATE ");
		sqlite_append_identifier(text, key->collation);
	}
	if (key->descending)
		g_string_append(text, " DESC");
}

void sqlite_append_index(GString *text, const Table *table, const Index *index)
{
	g_autofree char *name = index_make_name(table, index);
	g_string_append(text, index->unique ? "CREATE UNIQUE INDEX "
					    : "CREATE INDEX ");
	if (table->schema_name) {
		sqlite_append_identifier(text, table->schema_name);
		g_string_append_c(text, '.');
	}
	sqlite_append_identifier(text, name);
	g_string_append(text, " ON ");
	sqlite_append_identifier(text, table->name);
	for (guint i = 0; i < index->keys->len; i++) {
		g_string_append(text, i > 0 ? ", " : " (");
		append_key(text, g_ptr_array_index(index->keys, i));
	}
	g_string_append_c(text, ')');
	if (index->where) {
		g_autofree char *where = sqlite_spell_expression(index->where);
		g_string_append(text, " WHERE ");
		sqlite_append_sql(text, where);
	}
	g_string_append(text, ";\n");
}
