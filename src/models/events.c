/* Listeners that change tables while SQLAlchemy makes them: what they do is
 * not known, so that they are used is said. */
#include "sqlalchemy.h"

#include <string.h>

/* Events at which a listener can still add to a table. */
static const char *const shaping[] = {
	"instrument_class",	    "mapper_configured",
	"before_mapper_configured", "before_configured",
	"after_configured",	    "after_parent_attach",
	"before_parent_attach",	    NULL};

/* Events at which DDL of its own is run. */
static const char *const running[] = {"before_create", "after_create", NULL};

/* DDL that leaves tables, columns and indexes as they are: triggers and
 * functions, extensions, comments, rows. */
static gboolean is_aside(const char *sql)
{
	static const char *const words[] = {"CREATE TRIGGER",
					    "CREATE OR REPLACE",
					    "CREATE FUNCTION",
					    "CREATE EXTENSION",
					    "CREATE CONSTRAINT TRIGGER",
					    "CREATE SCHEMA",
					    "CREATE DOMAIN",
					    "CREATE SEQUENCE",
					    "CREATE PROCEDURE",
					    "CREATE RULE",
					    "COMMENT ON",
					    "INSERT ",
					    "UPDATE ",
					    "GRANT ",
					    "PRAGMA ",
					    "SET ",
					    "DROP TRIGGER",
					    "DROP FUNCTION",
					    "CREATE STATISTICS",
					    "SELECT "};
	while (g_ascii_isspace(*sql))
		sql++;
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_ascii_strncasecmp(sql, words[i], strlen(words[i])) == 0)
			return TRUE;
	return FALSE;
}

/* DDL("CREATE INDEX …") after a table is made. */
static gboolean reshapes(Reader *reader, const Value *listener)
{
	const Value *text = is_called(reader, listener, "DDL")
				    ? argument(listener, 0)
				    : NULL;
	return text && text->kind == VALUE_STR && !is_aside(text->text);
}

static void read_running(Reader *reader, const Value *call, const char *name)
{
	const Value *listener = argument(call, 2);
	const Value *target = argument(call, 0);
	if (listener && listener->kind == VALUE_ATTRIBUTE &&
	    strcmp(listener->text, "execute_if") == 0)
		listener = listener->object;
	if (listener && listener->kind == VALUE_CALL &&
	    listener->object->kind == VALUE_ATTRIBUTE &&
	    strcmp(listener->object->text, "execute_if") == 0)
		listener = listener->object->object;
	if (listener && reshapes(reader, listener))
		unsupported(reader, table_of(reader, target), call->place,
			    "DDL that is run at '%s'", name);
	else
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_WARNING,
				call->place.path, call->place.line, NULL,
				"what the listener to '%s' runs is not read",
				name);
}

static gboolean is_of_mapper(const char *name)
{
	return strcmp(name, "instrument_class") == 0 ||
	       strcmp(name, "mapper_configured") == 0;
}

static void read_listener(Reader *reader, const Value *call)
{
	const Value *event = argument(call, 1);
	const char *name = event ? text_of(reader, event) : NULL;
	if (!name)
		return;
	if (is_of_mapper(name) && call_mapper_listener(reader, call))
		return;
	if (g_strv_contains(shaping, name))
		unsupported(reader, NULL, call->place,
			    "a listener to '%s', which may add to tables",
			    name);
	else if (g_strv_contains(running, name))
		read_running(reader, call, name);
}

/* Its index on each TSVectorType has another name in each of its versions. */
static void refuse_searchable(Reader *reader, const Value *call)
{
	for (guint i = 0; i < reader->tables->len; i++) {
		MappedTable *table = reader->tables->pdata[i];
		for (guint j = 0; table->class && j < table->columns->len;
		     j++) {
			const MappedColumn *column = table->columns->pdata[j];
			const Value *type = column->type_value;
			if (type &&
			    (is_called(reader, type, "utils.TSVectorType") ||
			     is_named(reader, type, "utils.TSVectorType")))
				unsupported(reader, table, call->place,
					    "make_searchable(), which adds an "
					    "index on '%s'",
					    column->column->name);
		}
	}
}

/* Each class that asks for it gets a table of its versions. */
static void refuse_versions(Reader *reader, const Value *call)
{
	const char *key = intern(reader->evaluator, "__versioned__");
	for (guint i = 0; i < reader->mappings->len; i++) {
		const Mapping *mapping = reader->mappings->pdata[i];
		if (mapping->table && class_find(mapping->class, key, NULL))
			unsupported(reader, NULL, call->place,
				    "make_versioned(), which adds a table of "
				    "the versions of '%s'",
				    mapping->table->table->name);
	}
}

void read_events(Reader *reader)
{
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++) {
		const Value *call = calls->pdata[i];
		const char *name = called_name(reader, call);
		if (name && (strcmp(name, "listen") == 0 ||
			     strcmp(name, "listens_for") == 0))
			read_listener(reader, call);
		else if (call->object->kind == VALUE_EXTERNAL &&
			 strcmp(call->object->text,
				"sqlalchemy_searchable.make_searchable") == 0)
			refuse_searchable(reader, call);
		else if (call->object->kind == VALUE_EXTERNAL &&
			 strcmp(call->object->text,
				"sqlalchemy_continuum.make_versioned") == 0)
			refuse_versions(reader, call);
	}
}
