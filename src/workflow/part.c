#include "part.h"

static char *key_of(const char *schema_name, const char *name)
{
	g_autofree char *full =
		schema_name ? g_strconcat(schema_name, ".", name, NULL)
			    : g_strdup(name);
	return g_ascii_strdown(full, -1);
}

static gboolean has(GHashTable *names, const Table *table)
{
	g_autofree char *key = key_of(table->schema_name, table->name);
	return g_hash_table_contains(names, key);
}

static void add(GHashTable *names, const Table *table)
{
	if (table)
		g_hash_table_add(names,
				 key_of(table->schema_name, table->name));
}

static gboolean is_plain(const Schema *schema)
{
	if (schema->views->len || schema->enums->len)
		return FALSE;
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		if (table->triggers->len || table->virtual_sql ||
		    table->incomplete)
			return FALSE;
	}
	return TRUE;
}

static const Constraint *next_foreign_key(const Table *table, guint *at)
{
	while (*at < table->constraints->len) {
		const Constraint *constraint =
			table->constraints->pdata[(*at)++];
		if (constraint->kind == CONSTRAINT_FOREIGN_KEY)
			return constraint;
	}
	return NULL;
}

static gboolean refers_to_any(const Table *table, GHashTable *names)
{
	const Constraint *foreign;
	for (guint i = 0; (foreign = next_foreign_key(table, &i));) {
		g_autofree char *key = key_of(foreign->referred_schema,
					      foreign->referred_table);
		if (g_hash_table_contains(names, key))
			return TRUE;
	}
	return FALSE;
}

static void add_children(const Schema *schema, GHashTable *names,
			 GHashTable *children)
{
	for (guint i = 0; i < schema->tables->len; i++)
		if (refers_to_any(schema->tables->pdata[i], names))
			add(children, schema->tables->pdata[i]);
}

static void add_parents(const Schema *schema, GHashTable *names,
			GHashTable *parents)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		const Constraint *foreign;
		for (guint j = 0; has(names, table) &&
				  (foreign = next_foreign_key(table, &j));)
			g_hash_table_add(parents,
					 key_of(foreign->referred_schema,
						foreign->referred_table));
	}
}

static GHashTable *new_set(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void take_all(GHashTable *into, GHashTable *from)
{
	GHashTableIter iterator;
	gpointer name;
	g_hash_table_iter_init(&iterator, from);
	while (g_hash_table_iter_next(&iterator, &name, NULL))
		g_hash_table_add(into, g_strdup(name));
}

static GHashTable *find_names(const Comparison *comparison)
{
	const Schema *const both[] = {comparison->from->schema,
				      comparison->to->schema};
	GHashTable *names = new_set();
	for (guint i = 0; i < comparison->changes->len; i++) {
		const Change *change = comparison->changes->pdata[i];
		add(names, change->old_table);
		add(names, change->new_table);
	}
	g_autoptr(GHashTable) children = new_set();
	g_autoptr(GHashTable) parents = new_set();
	for (guint i = 0; i < G_N_ELEMENTS(both); i++)
		add_children(both[i], names, children);
	take_all(names, children);
	for (guint i = 0; i < G_N_ELEMENTS(both); i++)
		add_parents(both[i], names, parents);
	take_all(names, parents);
	return names;
}

/* Copies the tables that are in the set, or those that are not. */
static void copy_tables(Schema *to, const Schema *from, GHashTable *names,
			gboolean within)
{
	for (guint i = 0; i < from->tables->len; i++)
		if (has(names, from->tables->pdata[i]) == within)
			schema_add_table(to,
					 table_copy(from->tables->pdata[i]));
}

Part *part_new(const Comparison *comparison)
{
	const Schema *from = comparison->from->schema;
	const Schema *to = comparison->to->schema;
	if (!is_plain(from) || !is_plain(to))
		return NULL;
	g_autoptr(GHashTable) names = find_names(comparison);
	if (g_hash_table_size(names) * 2 >= MAX(from->tables->len, 1))
		return NULL;
	Part *part = g_new0(Part, 1);
	part->from = schema_new();
	part->to = schema_new();
	copy_tables(part->from, from, names, TRUE);
	copy_tables(part->to, to, names, TRUE);
	part->names = g_steal_pointer(&names);
	return part;
}

void part_free(Part *part)
{
	if (!part)
		return;
	g_hash_table_unref(part->names);
	schema_free(part->from);
	schema_free(part->to);
	g_free(part);
}

Schema *part_put_back(const Part *part, const Schema *whole,
		      const Schema *built)
{
	Schema *schema = schema_new();
	copy_tables(schema, whole, part->names, FALSE);
	copy_tables(schema, built, part->names, TRUE);
	return schema;
}
