/* CREATE TABLE: columns and constraints. */
#include "postgresql_reading.h"

#include <string.h>

static const char *place_of(const Reading *reading, const json_t *body)
{
	return reading->text + node_number(body, "location");
}

static Expression *take_expression(char *sql)
{
	g_autofree char *text = sql;
	g_autofree char *canonical = postgresql_canonical(text ? text : "");
	return expression_new(EXPRESSION_TEXT, canonical);
}

/* nextval('todos_id_seq'::regclass): the sequence, or NULL. */
static char *sequence_of(const char *sql)
{
	static const char call[] = "nextval('";
	if (!g_str_has_prefix(sql, call))
		return NULL;
	const char *name = sql + sizeof call - 1;
	const char *end = strchr(name, '\'');
	if (g_str_has_prefix(name, "public."))
		name += strlen("public.");
	return end > name ? g_strndup(name, (gsize)(end - name)) : NULL;
}

void postgresql_set_default(Reading *reading, Column *column, const char *sql)
{
	g_clear_pointer(&column->server_default, expression_free);
	column->autoincrement = FALSE;
	if (!sql)
		return;
	g_autofree char *canonical = postgresql_canonical(sql);
	g_autofree char *sequence = sequence_of(canonical);
	if (sequence && g_hash_table_contains(reading->owned, sequence))
		column->autoincrement = TRUE;
	else
		column->server_default =
			expression_new(EXPRESSION_TEXT, canonical);
}

/* Where the constraint behind the one at `place` starts. */
static const char *next_clause(const Reading *reading, const json_t *column,
			       const char *place)
{
	const char *next = NULL;
	const json_t *constraints = json_object_get(column, "constraints");
	for (size_t i = 0; i < json_array_size(constraints); i++) {
		const char *other = place_of(
			reading, node_body(json_array_get(constraints, i)));
		if (other > place && (!next || other < next))
			next = other;
	}
	const json_t *collation = json_object_get(column, "collClause");
	const char *other = collation ? place_of(reading, collation) : NULL;
	return other && other > place && (!next || other < next) ? other : next;
}

static void read_default(Reading *reading, Column *column,
			 const json_t *definition, const json_t *body)
{
	const char *place = place_of(reading, body);
	const char *word = postgresql_find_word(reading, place, "DEFAULT");
	if (!word)
		return;
	g_autofree char *sql = postgresql_cut_item(
		reading, word, next_clause(reading, definition, place));
	postgresql_set_default(reading, column, sql);
}

static void read_identity(Reading *reading, Column *column, const json_t *body)
{
	const char *when = node_text(body, "generated_when");
	g_free(column->identity);
	column->identity =
		g_strdup(g_strcmp0(when, "a") == 0 ? "ALWAYS" : "BY DEFAULT");
	column->not_null = TRUE;
	if (!json_array_size(json_object_get(body, "options")))
		return;
	g_autofree char *options =
		postgresql_cut_group(reading, place_of(reading, body));
	if (options)
		column->extra = g_strdup_printf("(%s)", g_strstrip(options));
}

/* DEFERRABLE and its like stand behind the constraint they are about. */
static gboolean read_attribute(Table *table, const char *type)
{
	Constraint *last =
		table->constraints->len
			? table->constraints->pdata[table->constraints->len - 1]
			: NULL;
	if (!g_str_has_prefix(type, "CONSTR_ATTR_"))
		return FALSE;
	if (last && strcmp(type, "CONSTR_ATTR_DEFERRABLE") == 0)
		last->deferrable = TRUE;
	if (last && strcmp(type, "CONSTR_ATTR_DEFERRED") == 0)
		last->deferrable = last->deferred = TRUE;
	return TRUE;
}

static gboolean read_clause(Reading *reading, Table *table, Column *column,
			    const json_t *definition, const json_t *body)
{
	const char *type = node_text(body, "contype");
	if (strcmp(type, "CONSTR_NOTNULL") == 0)
		column->not_null = TRUE;
	else if (strcmp(type, "CONSTR_NULL") == 0)
		column->not_null = FALSE;
	else if (strcmp(type, "CONSTR_DEFAULT") == 0)
		read_default(reading, column, definition, body);
	else if (strcmp(type, "CONSTR_IDENTITY") == 0)
		read_identity(reading, column, body);
	else if (strcmp(type, "CONSTR_GENERATED") == 0) {
		column->generated = take_expression(
			postgresql_cut_group(reading, place_of(reading, body)));
		column->generated_stored = TRUE;
	} else if (!read_attribute(table, type)) {
		return postgresql_read_constraint(reading, table, column->name,
						  body);
	}
	return TRUE;
}

gboolean postgresql_read_column(Reading *reading, Table *table,
				const json_t *definition)
{
	gboolean serial;
	const char *name = node_text(definition, "colname");
	if (table_find_column(table, name))
		return reading_fail(reading, "column %s of %s is there already",
				    name, table->name);
	g_autofree char *type = postgresql_read_type(
		json_object_get(definition, "typeName"), &serial);
	Column *column = column_new(name, type_new_engine(type));
	table_add_column(table, column);
	column->autoincrement = serial;
	column->not_null = serial;
	const json_t *collation = json_object_get(definition, "collClause");
	if (collation) {
		const char *schema_name;
		const char *word;
		node_qualified(json_object_get(collation, "collname"),
			       &schema_name, &word);
		column->collation = g_strdup(word);
	}
	const json_t *clauses = json_object_get(definition, "constraints");
	for (size_t i = 0; i < json_array_size(clauses); i++)
		if (!read_clause(reading, table, column, definition,
				 node_body(json_array_get(clauses, i))))
			return FALSE;
	return TRUE;
}

static char *action(const char *letter)
{
	switch (letter ? *letter : 'a') {
	case 'r':
		return g_strdup("RESTRICT");
	case 'c':
		return g_strdup("CASCADE");
	case 'n':
		return g_strdup("SET NULL");
	case 'd':
		return g_strdup("SET DEFAULT");
	default:
		return NULL;
	}
}

static void read_reference(Constraint *constraint, const json_t *body)
{
	const json_t *table = json_object_get(body, "pktable");
	const char *match = node_text(body, "fk_matchtype");
	constraint->referred_table = g_strdup(node_text(table, "relname"));
	constraint->referred_schema =
		g_strdup(namespace_of(node_text(table, "schemaname")));
	node_names(json_object_get(body, "pk_attrs"),
		   constraint->referred_columns);
	constraint->on_delete = action(node_text(body, "fk_del_action"));
	constraint->on_update = action(node_text(body, "fk_upd_action"));
	if (g_strcmp0(match, "f") == 0)
		constraint->match = g_strdup("FULL");
}

static void set_not_null(Table *table, const GPtrArray *columns)
{
	for (guint i = 0; i < columns->len; i++) {
		Column *column = table_find_column(table, columns->pdata[i]);
		if (column)
			column->not_null = TRUE;
	}
}

static void append_extra(Constraint *constraint, const char *words)
{
	char *extra = constraint->extra
			      ? g_strjoin(" ", constraint->extra, words, NULL)
			      : g_strdup(words);
	g_free(constraint->extra);
	constraint->extra = extra;
}

static void read_key(Table *table, Constraint *constraint, const json_t *body)
{
	if (node_flag(body, "nulls_not_distinct"))
		append_extra(constraint, "NULLS NOT DISTINCT");
	const json_t *including = json_object_get(body, "including");
	if (json_array_size(including)) {
		g_autoptr(GPtrArray) names =
			g_ptr_array_new_with_free_func(g_free);
		g_autoptr(GString) words = g_string_new("INCLUDE (");
		node_names(including, names);
		postgresql_append_identifiers(words, names);
		g_string_append_c(words, ')');
		append_extra(constraint, words->str);
	}
	if (constraint->kind == CONSTRAINT_PRIMARY_KEY)
		set_not_null(table, constraint->columns);
}

static const struct {
	const char *type;
	ConstraintKind kind;
	const char *columns; /* where the names of the columns are */
} kinds[] = {
	{"CONSTR_PRIMARY", CONSTRAINT_PRIMARY_KEY, "keys"},
	{"CONSTR_UNIQUE", CONSTRAINT_UNIQUE, "keys"},
	{"CONSTR_FOREIGN", CONSTRAINT_FOREIGN_KEY, "fk_attrs"},
	{"CONSTR_CHECK", CONSTRAINT_CHECK, NULL},
	{"CONSTR_EXCLUSION", CONSTRAINT_OTHER, NULL},
};

static char *cut_exclusion(const Reading *reading, const char *place)
{
	const char *word = postgresql_find_word(reading, place, "EXCLUDE");
	g_autofree char *rest = postgresql_cut_item(reading, word, NULL);
	g_auto(GStrv) words = g_strsplit_set(rest, " \t\r\n", -1);
	g_autoptr(GString) text = g_string_new("EXCLUDE");
	for (char **part = words; *part; part++)
		if (**part)
			g_string_append_printf(text, " %s", *part);
	return g_strdup(text->str);
}

/* ADD CONSTRAINT … PRIMARY KEY USING INDEX: the index becomes the key. */
static gboolean take_index(Reading *reading, Table *table,
			   Constraint *constraint, const char *name)
{
	Index *index = table_find_index(table, name);
	if (!index)
		return reading_fail(reading, "there is no index %s", name);
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		constraint_add_column(constraint, key->column);
	}
	if (!constraint->name)
		constraint->name = g_strdup(name);
	g_ptr_array_remove(table->indexes, index);
	return TRUE;
}

static gboolean fill(Reading *reading, Table *table, Constraint *constraint,
		     const json_t *body)
{
	const char *place = place_of(reading, body);
	const char *index = node_text(body, "indexname");
	if (index && !take_index(reading, table, constraint, index))
		return FALSE;
	switch (constraint->kind) {
	case CONSTRAINT_FOREIGN_KEY:
		read_reference(constraint, body);
		break;
	case CONSTRAINT_CHECK:
		constraint->check =
			take_expression(postgresql_cut_group(reading, place));
		if (node_flag(body, "is_no_inherit"))
			append_extra(constraint, "NO INHERIT");
		break;
	case CONSTRAINT_OTHER:
		constraint->extra = cut_exclusion(reading, place);
		break;
	default:
		read_key(table, constraint, body);
	}
	return TRUE;
}

gboolean postgresql_read_constraint(Reading *reading, Table *table,
				    const char *column, const json_t *body)
{
	const char *type = node_text(body, "contype");
	gsize i = 0;
	while (i < G_N_ELEMENTS(kinds) && strcmp(kinds[i].type, type) != 0)
		i++;
	if (i == G_N_ELEMENTS(kinds)) {
		reading_unsupported(reading, table->name,
				    "a constraint of the table %s",
				    table->name);
		return TRUE;
	}
	Constraint *constraint = constraint_new(kinds[i].kind);
	constraint->name = g_strdup(node_text(body, "conname"));
	if (kinds[i].columns) {
		const json_t *names = json_object_get(body, kinds[i].columns);
		node_names(names, constraint->columns);
		if (!json_array_size(names) && column)
			constraint_add_column(constraint, column);
	}
	constraint->deferrable = node_flag(body, "deferrable");
	constraint->deferred = node_flag(body, "initdeferred");
	if (!fill(reading, table, constraint, body)) {
		constraint_free(constraint);
		return FALSE;
	}
	table_add_constraint(table, constraint);
	return TRUE;
}

static gboolean read_element(Reading *reading, Table *table,
			     const json_t *element)
{
	const char *kind = node_kind(element);
	const json_t *body = node_body(element);
	if (strcmp(kind, "ColumnDef") == 0)
		return postgresql_read_column(reading, table, body);
	if (strcmp(kind, "Constraint") == 0)
		return postgresql_read_constraint(reading, table, NULL, body);
	reading_unsupported(reading, table->name, "LIKE in the table %s",
			    table->name);
	table->incomplete = TRUE;
	return TRUE;
}

static void refuse_clauses(Reading *reading, Table *table, const json_t *body)
{
	static const struct {
		const char *key;
		const char *words;
	} clauses[] = {
		{"inhRelations", "INHERITS or PARTITION OF"},
		{"partspec", "PARTITION BY"},
		{"ofTypename", "OF"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(clauses); i++) {
		if (!json_object_get(body, clauses[i].key))
			continue;
		reading_unsupported(reading, table->name, "%s of the table %s",
				    clauses[i].words, table->name);
		table->incomplete = TRUE;
	}
}

gboolean postgresql_read_create(Reading *reading, const json_t *body)
{
	const json_t *range = json_object_get(body, "relation");
	const char *name = node_text(range, "relname");
	const char *schema_name = namespace_of(node_text(range, "schemaname"));
	if (g_strcmp0(node_text(range, "relpersistence"), "t") == 0)
		return TRUE; /* a temporary table goes with its session */
	if (schema_find_table(reading->schema, schema_name, name))
		return node_flag(body, "if_not_exists") ||
		       reading_fail(reading, "table %s is there already", name);
	Table *table = table_new(name);
	table->schema_name = g_strdup(schema_name);
	schema_add_table(reading->schema, table);
	const json_t *elements = json_object_get(body, "tableElts");
	for (size_t i = 0; i < json_array_size(elements); i++)
		if (!read_element(reading, table, json_array_get(elements, i)))
			return FALSE;
	for (guint i = 0; i < table->constraints->len; i++) {
		const Constraint *key = table->constraints->pdata[i];
		if (key->kind == CONSTRAINT_PRIMARY_KEY)
			set_not_null(table, key->columns);
	}
	refuse_clauses(reading, table, body);
	return TRUE;
}
