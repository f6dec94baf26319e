/* Types that the project's configuration says what they are. */
#include "types.h"

#include <string.h>

/* "shop.types" of "shop/types.py": what the module is called from the top of
 * the tree, whether or not its directories are packages. */
static char *name_from_top(const Module *module)
{
	char *name = g_strdelimit(g_strdup(module->path), "/", '.');
	if (g_str_has_suffix(name, ".py"))
		name[strlen(name) - strlen(".py")] = '\0';
	return name;
}

static const char *find_class(const Reader *reader, const Class *class)
{
	g_autofree char *name =
		g_strdup_printf("%s.%s", class->module->name, class->name);
	const char *sql = g_hash_table_lookup(reader->given_types, name);
	if (sql)
		return sql;
	g_autofree char *module = name_from_top(class->module);
	g_autofree char *longer = g_strdup_printf("%s.%s", module, class->name);
	return g_hash_table_lookup(reader->given_types, longer);
}

/* The SQL of a type; NULL when it is not given. */
static const char *find_given(const Reader *reader, const Value *value)
{
	if (!reader->given_types || !g_hash_table_size(reader->given_types))
		return NULL;
	if (value->kind == VALUE_CALL)
		value = value->object;
	if (value->kind == VALUE_EXTERNAL)
		return g_hash_table_lookup(reader->given_types, value->text);
	const Class *class = value->kind == VALUE_CLASS	   ? value->class
			     : value->kind == VALUE_OBJECT ? value->owner
							   : NULL;
	return class && class->module ? find_class(reader, class) : NULL;
}

gboolean types_are_given(const Reader *reader, const Value *value)
{
	return find_given(reader, value) != NULL;
}

/* Whole numbers are told by their kind: a primary key counts up. */
static Type *make_type(const char *sql)
{
	static const struct {
		const char *word;
		TypeKind kind;
	} numbers[] = {
		{"INTEGER", TYPE_INTEGER},
		{"INT", TYPE_INTEGER},
		{"SMALLINT", TYPE_SMALL_INTEGER},
		{"BIGINT", TYPE_BIG_INTEGER},
	};
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (g_ascii_strcasecmp(numbers[i].word, sql) == 0)
			return type_new(numbers[i].kind);
	Type *type = type_new(TYPE_NAMED);
	type->name = g_strdup(sql);
	return type;
}

Type *types_read_given(const Reader *reader, const Value *value)
{
	const char *sql = find_given(reader, value);
	return sql ? make_type(sql) : NULL;
}
