/* CREATE INDEX. */
#include "postgresql.h"

static void append_key(GString *text, const IndexKey *key)
{
	if (key->column) {
		postgresql_append_identifier(text, key->column);
	} else {
		g_autofree char *spelling =
			postgresql_spell_key(key->expression);
		postgresql_append_sql(text, spelling);
	}
	if (key->collation) {
		g_string_append(text, " COLLATE ");
		postgresql_append_identifier(text, key->collation);
	}
	if (key->operator_class)
		g_string_append_printf(text, " %s", key->operator_class);
	if (key->descending)
		g_string_append(text, " DESC");
	if (key->nulls)
		g_string_append_printf(text, " NULLS %s", key->nulls);
}

void postgresql_append_index(GString *text, const Table *table,
			     const Index *index)
{
	g_autofree char *name = index_make_name(table, index);
	g_string_append(text, index->unique ? "CREATE UNIQUE INDEX "
					    : "CREATE INDEX ");
	postgresql_append_identifier(text, name);
	g_string_append(text, " ON ");
	postgresql_append_table_name(text, table);
	if (index->method) {
		g_autofree char *method = g_ascii_strdown(index->method, -1);
		g_string_append_printf(text, " USING %s", method);
	}
	for (guint i = 0; i < index->keys->len; i++) {
		g_string_append(text, i > 0 ? ", " : " (");
		append_key(text, index->keys->pdata[i]);
	}
	g_string_append_c(text, ')');
	if (index->include && index->include->len) {
		g_string_append(text, " INCLUDE (");
		postgresql_append_identifiers(text, index->include);
		g_string_append_c(text, ')');
	}
	if (index->extra && *index->extra) {
		g_string_append_c(text, ' ');
		postgresql_append_sql(text, index->extra);
	}
	if (index->where) {
		g_autofree char *where =
			postgresql_spell_expression(index->where);
		g_string_append(text, " WHERE ");
		postgresql_append_sql(text, where);
	}
	g_string_append(text, ";\n");
}
