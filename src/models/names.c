/* What a term of the evaluator is to SQLAlchemy, by whatever way it was
 * imported. */
#include "sqlalchemy.h"

#include <string.h>

/* Modules of SQLAlchemy that only hold others' names. */
static const char *const holders[] = {"sqlalchemy",
				      "types",
				      "schema",
				      "sql",
				      "orm",
				      "ext",
				      "declarative",
				      "sqltypes",
				      "elements",
				      "expression",
				      "functions",
				      "type_api",
				      "decl_api",
				      "decl_base",
				      "mutable",
				      "hybrid",
				      "associationproxy",
				      "orderinglist",
				      "dialects",
				      "engine",
				      "event",
				      "attributes",
				      "relationships",
				      "properties",
				      "asyncio",
				      "selectable",
				      "operators",
				      "compiler",
				      "naming",
				      "base",
				      "util",
				      "ddl",
				      "descriptor_props",
				      "automap",
				      "interfaces",
				      "compat",
				      "typing",
				      "array",
				      "json",
				      "ranges",
				      "named_types",
				      "hstore",
				      "index",
				      "indexable",
				      "collections",
				      "_orm_constructors",
				      "future",
				      "testing",
				      NULL};

static gboolean is_holder(const char *name, gsize length)
{
	for (const char *const *holder = holders; *holder; holder++)
		if (strlen(*holder) == length &&
		    strncmp(*holder, name, length) == 0)
			return TRUE;
	return FALSE;
}

static const char *const dialects[] = {
	"postgresql", "sqlite", "mysql", "mariadb", "oracle", "mssql", NULL};

static const char *find_dialect(const char *dotted)
{
	const char *at = strstr(dotted, "dialects.");
	if (!at)
		return NULL;
	at += strlen("dialects.");
	for (const char *const *dialect = dialects; *dialect; dialect++)
		if (g_str_has_prefix(at, *dialect) &&
		    (!at[strlen(*dialect)] || at[strlen(*dialect)] == '.'))
			return *dialect;
	return NULL;
}

/* "sqlalchemy.sql.func.now" to "func.now". */
static const char *strip_holders(Reader *reader, const char *dotted)
{
	const char *dialect = find_dialect(dotted);
	if (dialect) {
		const char *last = strrchr(dotted, '.') + 1;
		if (strcmp(last, dialect) == 0)
			return NULL;
		return arena_intern_format(reader->arena, "%s.%s", dialect,
					   last);
	}
	const char *at = dotted;
	for (;;) {
		gsize length = strcspn(at, ".");
		if (!at[length])
			break;
		if (!is_holder(at, length))
			break;
		at += length + 1;
	}
	return arena_intern(reader->arena, at);
}

static const char *make_canonical(Reader *reader, const char *dotted)
{
	static const struct {
		const char *prefix;
		const char *canonical;
	} others[] = {
		{"typing_extensions.", "typing."},
		{"typing.", "typing."},
		{"datetime.", "datetime."},
		{"uuid.", "uuid."},
		{"decimal.", "decimal."},
		{"enum.", "enum."},
		{"flask_sqlalchemy.", "flask."},
		{"sqlmodel.", "sqlmodel."},
		{"collections.abc.", "typing."},
		{"sqlalchemy_utils.", "utils."},
	};
	if (g_str_has_prefix(dotted, "sqlalchemy."))
		return strip_holders(reader, dotted);
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		if (!g_str_has_prefix(dotted, others[i].prefix))
			continue;
		const char *last = strrchr(dotted, '.') + 1;
		return arena_intern_format(reader->arena, "%s%s",
					   others[i].canonical, last);
	}
	return NULL;
}

static const char *name_external(Reader *reader, const Value *value)
{
	gpointer known;
	if (g_hash_table_lookup_extended(reader->canonical, value->text, NULL,
					 &known))
		return known;
	const char *name = make_canonical(reader, value->text);
	g_hash_table_insert(reader->canonical, (gpointer)(guintptr)value->text,
			    (gpointer)(guintptr)name);
	return name;
}

/* SQLAlchemy() of Flask-SQLAlchemy, or of a class of the tree made from it. */
static gboolean makes_flask_database(Reader *reader, const Value *call)
{
	const Value *callee = call->object;
	if (callee->kind == VALUE_CLASS)
		return class_derives(reader->evaluator, callee->class,
				     "flask_sqlalchemy.SQLAlchemy");
	/* Looked at no deeper: terms can be chains of any length. */
	return callee->kind == VALUE_EXTERNAL &&
	       is_called(reader, call, "flask.SQLAlchemy");
}

/* db.Column of Flask-SQLAlchemy is SQLAlchemy's. */
static const char *name_attribute(Reader *reader, const Value *value)
{
	const Value *object = value->object;
	if (object->kind == VALUE_CALL) {
		if (makes_flask_database(reader, object))
			return strcmp(value->text, "Model") == 0 ? "flask.Model"
								 : value->text;
		return NULL;
	}
	const char *name = canonical_name(reader, object);
	if (!name || object->kind != VALUE_ATTRIBUTE)
		return NULL;
	/* db.func.now, db.types.JSON */
	if (strcmp(name, "func") == 0 || g_str_has_prefix(name, "func."))
		return arena_intern_format(reader->arena, "func.%s",
					   value->text);
	return is_holder(name, strlen(name)) ? value->text : NULL;
}

const char *canonical_name(Reader *reader, const Value *value)
{
	switch (value->kind) {
	case VALUE_EXTERNAL:
		return name_external(reader, value);
	case VALUE_ATTRIBUTE:
		return name_attribute(reader, value);
	case VALUE_BUILTIN:
		return value->object ? NULL : value->text;
	default:
		return NULL;
	}
}

const char *called_name(Reader *reader, const Value *value)
{
	return value->kind == VALUE_CALL ? canonical_name(reader, value->object)
					 : NULL;
}

gboolean is_called(Reader *reader, const Value *value, const char *name)
{
	const char *called = called_name(reader, value);
	return called && strcmp(called, name) == 0;
}

gboolean is_named(Reader *reader, const Value *value, const char *name)
{
	const char *canonical = canonical_name(reader, value);
	return canonical && strcmp(canonical, name) == 0;
}

Value *keyword(const Value *value, const char *name)
{
	const Names *keywords = &value->call->keywords;
	for (guint i = 0; i < keywords->count; i++)
		if (strcmp(keywords->entries[i].name, name) == 0)
			return keywords->entries[i].value;
	return NULL;
}

Value *argument(const Value *value, guint position)
{
	return position < value->call->arguments.count
		       ? value->call->arguments.items[position]
		       : NULL;
}

guint argument_count(const Value *value)
{
	return value->call->arguments.count;
}
