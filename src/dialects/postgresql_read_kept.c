/* What is kept as the statement that makes it: views, extensions, domains,
 * composite types and functions. */
#include "postgresql_reading.h"

#include <string.h>

char *reading_statement(const Reading *reading)
{
	g_autofree char *text = g_strndup(
		reading->start, (gsize)(reading->end - reading->start));
	return postgresql_canonical_statement(text);
}

/* The statement as it makes a thing that is not there yet. */
static char *plain_statement(const Reading *reading)
{
	static const char replacing[] = "CREATE OR REPLACE ";
	char *sql = reading_statement(reading);
	if (!g_str_has_prefix(sql, replacing))
		return sql;
	char *plain = g_strconcat("CREATE ", sql + sizeof replacing - 1, NULL);
	g_free(sql);
	return plain;
}

View *kept_find(const Reading *reading, const Kept *kept)
{
	return schema_find_view(reading->schema, kept->schema_name, kept->name);
}

gboolean kept_add(Reading *reading, const Kept *kept)
{
	View *known = kept_find(reading, kept);
	if (known && kept->if_not_exists)
		return TRUE;
	if (known && !kept->replace)
		return reading_fail(reading, "%s is there already", kept->name);
	if (known)
		g_ptr_array_remove(reading->schema->views, known);
	g_autofree char *sql =
		kept->sql ? g_strdup(kept->sql) : plain_statement(reading);
	View *view = view_new(kept->name, sql);
	view->schema_name = g_strdup(kept->schema_name);
	view->kind = kept->kind;
	view->comes_first = kept->comes_first;
	schema_add_view(reading->schema, view);
	return TRUE;
}

/* What a RangeVar names. */
Kept kept_range(const char *kind, const json_t *range)
{
	return (Kept){.kind = kind,
		      .name = node_text(range, "relname"),
		      .schema_name =
			      namespace_of(node_text(range, "schemaname"))};
}

static Kept kept_names(const char *kind, const json_t *list)
{
	Kept kept = {.kind = kind};
	node_qualified(list, &kept.schema_name, &kept.name);
	return kept;
}

static gboolean create_view(Reading *reading, const json_t *body)
{
	Kept kept = kept_range("view", json_object_get(body, "view"));
	kept.replace = node_flag(body, "replace");
	return kept_add(reading, &kept);
}

/* CREATE TABLE … AS has columns that only the server knows. */
static gboolean create_as(Reading *reading, const json_t *body)
{
	const json_t *range =
		json_object_get(json_object_get(body, "into"), "rel");
	Kept kept = kept_range("materialized view", range);
	kept.if_not_exists = node_flag(body, "if_not_exists");
	if (g_strcmp0(node_text(body, "objtype"), "OBJECT_MATVIEW") == 0)
		return kept_add(reading, &kept);
	if (g_strcmp0(node_text(range, "relpersistence"), "t") != 0)
		reading_unsupported(reading, kept.name, "CREATE TABLE %s AS",
				    kept.name);
	return TRUE;
}

static gboolean create_extension(Reading *reading, const json_t *body)
{
	Kept kept = {.kind = "extension",
		     .name = node_text(body, "extname"),
		     .if_not_exists = node_flag(body, "if_not_exists"),
		     .comes_first = TRUE};
	return kept_add(reading, &kept);
}

static gboolean create_domain(Reading *reading, const json_t *body)
{
	Kept kept = kept_names("domain", json_object_get(body, "domainname"));
	kept.comes_first = TRUE;
	return kept_add(reading, &kept);
}

static gboolean create_composite(Reading *reading, const json_t *body)
{
	Kept kept = kept_range("type", json_object_get(body, "typevar"));
	kept.comes_first = TRUE;
	return kept_add(reading, &kept);
}

static void append_argument(GString *text, const json_t *type)
{
	gboolean serial;
	g_autofree char *name = postgresql_read_type(type, &serial);
	g_string_append_printf(text, "%s%s",
			       text->str[text->len - 1] == '(' ? "" : ", ",
			       name);
}

/* What a function's arguments are: "(INTEGER, TEXT)". The caller owns it. */
static char *arguments_of(const json_t *parameters)
{
	GString *text = g_string_new("(");
	for (size_t i = 0; i < json_array_size(parameters); i++) {
		const json_t *parameter =
			node_body(json_array_get(parameters, i));
		const char *mode = node_text(parameter, "mode");
		if (g_strcmp0(mode, "FUNC_PARAM_OUT") != 0 &&
		    g_strcmp0(mode, "FUNC_PARAM_TABLE") != 0)
			append_argument(text,
					json_object_get(parameter, "argType"));
	}
	g_string_append_c(text, ')');
	return g_string_free(text, FALSE);
}

static gboolean create_function(Reading *reading, const json_t *body)
{
	Kept kept = kept_names(node_flag(body, "is_procedure") ? "procedure"
							       : "function",
			       json_object_get(body, "funcname"));
	g_autofree char *arguments =
		arguments_of(json_object_get(body, "parameters"));
	g_autofree char *name = g_strconcat(kept.name, arguments, NULL);
	kept.name = name;
	kept.replace = node_flag(body, "replace");
	kept.comes_first = TRUE;
	return kept_add(reading, &kept);
}

/* Whether a statement says the name of a table, somewhere. */
static gboolean names_a_table(const Schema *schema, const char *sql)
{
	for (guint i = 0; i < schema->tables->len; i++) {
		const Table *table = schema->tables->pdata[i];
		g_autofree char *pattern =
			g_regex_escape_string(table->name, -1);
		g_autofree char *word =
			g_strconcat("\\b", pattern, "\\b", NULL);
		if (g_regex_match_simple(word, sql, G_REGEX_CASELESS, 0))
			return TRUE;
	}
	return FALSE;
}

/* The server reads the body of a function in SQL when it is made; all others
 * only have to find their types. */
void postgresql_place_functions(Schema *schema)
{
	for (guint i = 0; i < schema->views->len; i++) {
		View *view = schema->views->pdata[i];
		if (strcmp(view->kind, "function") != 0 &&
		    strcmp(view->kind, "procedure") != 0)
			continue;
		const char *body = strstr(view->sql, " AS ");
		gboolean in_sql = strstr(view->sql, " LANGUAGE sql") != NULL;
		g_autofree char *head =
			body && !in_sql ? g_strndup(view->sql,
						    (gsize)(body - view->sql))
					: g_strdup(view->sql);
		view->comes_first = !names_a_table(schema, head);
	}
}

static const char *const function_kinds[] = {
	"OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE", NULL};

static gboolean is_function(const View *view, const char *schema_name,
			    const char *name, const char *arguments)
{
	gsize length = strlen(name);
	return (strcmp(view->kind, "function") == 0 ||
		strcmp(view->kind, "procedure") == 0) &&
	       g_strcmp0(view->schema_name, schema_name) == 0 &&
	       strncmp(view->name, name, length) == 0 &&
	       view->name[length] == '(' &&
	       (!arguments || strcmp(view->name + length, arguments) == 0);
}

static void drop_function(Reading *reading, const json_t *object)
{
	const json_t *body = node_body(object);
	const char *schema_name;
	const char *name;
	node_qualified(json_object_get(body, "objname"), &schema_name, &name);
	GString *arguments = g_string_new("(");
	const json_t *types = json_object_get(body, "objargs");
	for (size_t i = 0; i < json_array_size(types); i++)
		append_argument(arguments, node_body(json_array_get(types, i)));
	g_string_append_c(arguments, ')');
	g_autofree char *all = g_string_free(arguments, FALSE);
	GPtrArray *views = reading->schema->views;
	for (guint i = views->len; name && i-- > 0;)
		if (is_function(views->pdata[i], schema_name, name,
				node_flag(body, "args_unspecified") ? NULL
								    : all))
			g_ptr_array_remove_index(views, i);
}

gboolean postgresql_drop_functions(Reading *reading, const json_t *body)
{
	const json_t *objects = json_object_get(body, "objects");
	if (!g_strv_contains(function_kinds, node_text(body, "removeType")))
		return FALSE;
	for (size_t i = 0; i < json_array_size(objects); i++)
		drop_function(reading, json_array_get(objects, i));
	return TRUE;
}

static const struct {
	const char *kind;
	gboolean (*run)(Reading *reading, const json_t *body);
} statements[] = {
	{"ViewStmt", create_view},
	{"CreateTableAsStmt", create_as},
	{"CreateSeqStmt", postgresql_create_sequence},
	{"AlterSeqStmt", postgresql_alter_sequence},
	{"CreateExtensionStmt", create_extension},
	{"CreateDomainStmt", create_domain},
	{"CompositeTypeStmt", create_composite},
	{"CreateFunctionStmt", create_function},
};

gboolean postgresql_read_kept(Reading *reading, const char *kind,
			      const json_t *body, gboolean *known)
{
	for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
		if (strcmp(statements[i].kind, kind) != 0)
			continue;
		*known = TRUE;
		return statements[i].run(reading, body);
	}
	return TRUE;
}
