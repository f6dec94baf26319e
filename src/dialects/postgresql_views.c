/* Views that stand on what is altered: PostgreSQL changes no type and drops
 * no column that a view has. */
#include "postgresql_changes.h"

#include "postgresql_reading.h"

#include <string.h>

void pg_append_view_drop(GString *text, const View *view)
{
	g_autofree char *kind = g_ascii_strup(view->kind, -1);
	const char *arguments = strchr(view->name, '(');
	gboolean is_function = arguments && (strcmp(kind, "FUNCTION") == 0 ||
					     strcmp(kind, "PROCEDURE") == 0);
	g_autofree char *name =
		is_function
			? g_strndup(view->name, (gsize)(arguments - view->name))
			: g_strdup(view->name);
	g_string_append_printf(text, "DROP %s ", kind);
	postgresql_append_name(text, view->schema_name, name);
	g_string_append_printf(text, "%s;\n", is_function ? arguments : "");
}

static gboolean mentions(const char *sql, const char *name)
{
	g_autofree char *other = g_strconcat(name, "_", NULL);
	g_autofree char *renamed = postgresql_rename_in(sql, name, other);
	return strcmp(renamed, sql) != 0;
}

static gboolean is_blocked(const Change *change)
{
	return change->kind == CHANGE_COLUMN_TYPE ||
	       change->kind == CHANGE_DROP_COLUMN ||
	       change->kind == CHANGE_COLUMN_GENERATED;
}

static gboolean stands_on_change(const PgChanges *writer, const View *view)
{
	if (!g_str_has_suffix(view->kind, "view"))
		return FALSE;
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (is_blocked(change) &&
		    mentions(view->sql, change->old_table->name))
			return TRUE;
	}
	for (guint i = 0; i < writer->views->len; i++) {
		const View *other = writer->views->pdata[i];
		if (mentions(view->sql, other->name))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_changed(const PgChanges *writer, const View *view)
{
	for (guint i = 0; i < writer->changes->len; i++) {
		const Change *change = writer->changes->pdata[i];
		if (change->view &&
		    strcmp(change->view->name, view->name) == 0 &&
		    g_strcmp0(change->view->schema_name, view->schema_name) ==
			    0)
			return TRUE;
	}
	return FALSE;
}

void pg_choose_views(PgChanges *writer)
{
	/* A view comes after those it stands on. */
	for (guint i = 0; i < writer->to->views->len; i++) {
		View *view = writer->to->views->pdata[i];
		if (!is_changed(writer, view) &&
		    schema_find_view(writer->from, view->schema_name,
				     view->name) &&
		    stands_on_change(writer, view))
			g_ptr_array_add(writer->views, view);
	}
}
