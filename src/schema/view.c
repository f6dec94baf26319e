#include "internal.h"

View *view_new(const char *name, const char *sql)
{
	View *view = g_new0(View, 1);
	view->name = g_strdup(name);
	view->kind = "view";
	view->sql = g_strdup(sql);
	view->triggers =
		g_ptr_array_new_with_free_func((GDestroyNotify)trigger_free);
	return view;
}

void view_free(View *view)
{
	if (!view)
		return;
	g_free(view->schema_name);
	g_free(view->name);
	g_free(view->sql);
	g_ptr_array_unref(view->triggers);
	g_free(view);
}

View *view_copy(const View *view)
{
	View *copy = view_new(view->name, view->sql);
	copy->schema_name = g_strdup(view->schema_name);
	copy->kind = view->kind;
	copy->comes_first = view->comes_first;
	g_ptr_array_unref(copy->triggers);
	copy->triggers = array_copy(view->triggers, (CopyItem)trigger_copy,
				    (GDestroyNotify)trigger_free);
	return copy;
}

EnumType *enum_type_new(const char *name)
{
	EnumType *type = g_new0(EnumType, 1);
	type->name = g_strdup(name);
	type->labels = names_new();
	return type;
}

void enum_type_free(EnumType *type)
{
	if (!type)
		return;
	g_free(type->schema_name);
	g_free(type->name);
	g_ptr_array_unref(type->labels);
	g_free(type);
}

EnumType *enum_type_copy(const EnumType *type)
{
	EnumType *copy = enum_type_new(type->name);
	copy->schema_name = g_strdup(type->schema_name);
	g_ptr_array_unref(copy->labels);
	copy->labels = names_copy(type->labels);
	return copy;
}
