/* Names by the naming convention of MetaData, as SQLAlchemy makes them. */
#include "sqlalchemy.h"

#include <string.h>

/* What the tokens of a convention are filled from. */
typedef struct Named {
	Reader *reader;
	MappedTable *table;
	const char *name; /* as given, or NULL */
	const GPtrArray *columns;
	const Constraint *constraint; /* or NULL: an index */
	Place place;
} Named;

/* PostgreSQL cuts names at 63 bytes; SQLite does not. */
static guint longest_name(const Reader *reader)
{
	return strcmp(reader->dialect, "postgresql") == 0 ? 63 : 9999;
}

static char *truncated(const Reader *reader, const char *name)
{
	guint longest = longest_name(reader);
	if (g_utf8_strlen(name, -1) <= (glong)longest)
		return g_strdup(name);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_MD5, name, -1);
	g_autofree char *head = g_utf8_substring(name, 0, longest - 8);
	return g_strdup_printf("%s_%s", head, digest + strlen(digest) - 4);
}

static char *column_label(const Named *named, const char *column)
{
	const Table *table = named->table->table;
	if (!table->schema_name)
		return g_strdup_printf("%s_%s", table->name, column);
	g_autofree char *space = g_strdup(table->schema_name);
	g_strdelimit(space, ".", '_');
	return g_strdup_printf("%s_%s_%s", space, table->name, column);
}

static const char *column_key(const Named *named, const char *name)
{
	for (guint i = 0; i < named->table->columns->len; i++) {
		const MappedColumn *column = named->table->columns->pdata[i];
		if (strcmp(column->column->name, name) == 0)
			return column->key;
	}
	return name;
}

static char *write_column(const Named *named, guint i, const char *kind)
{
	if (i >= named->columns->len)
		return NULL;
	const char *column = named->columns->pdata[i];
	if (strcmp(kind, "name") == 0)
		return g_strdup(column);
	if (strcmp(kind, "key") == 0)
		return g_strdup(column_key(named, column));
	return strcmp(kind, "label") == 0 ? column_label(named, column) : NULL;
}

/* "column_0_name", "column_0N_name", "column_0_N_label" */
static char *write_columns(const Named *named, const char *token)
{
	char *rest;
	guint first = (guint)g_ascii_strtoull(token, &rest, 10);
	if (rest == token)
		return NULL;
	const char *separator = NULL;
	if (g_str_has_prefix(rest, "N_")) {
		separator = "";
		rest += 1;
	} else if (g_str_has_prefix(rest, "_N_")) {
		separator = "_";
		rest += 2;
	}
	if (*rest++ != '_')
		return NULL;
	if (!separator)
		return write_column(named, first, rest);
	g_autoptr(GString) all = g_string_new(NULL);
	for (guint i = 0; i < named->columns->len; i++) {
		g_autofree char *part = write_column(named, i, rest);
		if (!part)
			return NULL;
		g_string_append_printf(all, "%s%s", i ? separator : "", part);
	}
	return g_strdup(all->str);
}

static char *write_referred(const Named *named, const char *token)
{
	const Constraint *constraint = named->constraint;
	if (!constraint || constraint->kind != CONSTRAINT_FOREIGN_KEY)
		return NULL;
	if (strcmp(token, "table_name") == 0)
		return g_strdup(constraint->referred_table);
	if (!g_str_has_prefix(token, "column_"))
		return NULL;
	Named referred = *named;
	referred.columns = constraint->referred_columns;
	return write_columns(&referred, token + strlen("column_"));
}

static char *write_token(const Named *named, const char *token)
{
	if (strcmp(token, "table_name") == 0)
		return g_strdup(named->table->table->name);
	if (strcmp(token, "constraint_name") == 0)
		return g_strdup(named->name);
	if (g_str_has_prefix(token, "referred_"))
		return write_referred(named, token + strlen("referred_"));
	if (g_str_has_prefix(token, "column_"))
		return write_columns(named, token + strlen("column_"));
	return NULL;
}

/* NULL when a token is not one of SQLAlchemy's. */
static char *fill(const Named *named, const char *convention)
{
	g_autoptr(GString) name = g_string_new(NULL);
	for (const char *p = convention; *p; p++) {
		const char *end =
			g_str_has_prefix(p, "%(") ? strstr(p, ")s") : NULL;
		if (!end) {
			if (*p == '%' && p[1] == '%')
				p++;
			g_string_append_c(name, *p);
			continue;
		}
		g_autofree char *token = g_strndup(p + 2, (gsize)(end - p - 2));
		g_autofree char *written = write_token(named, token);
		if (!written) {
			unsupported(named->reader, named->table, named->place,
				    "the naming convention '%s' where '%s' is "
				    "not known",
				    convention, token);
			return NULL;
		}
		g_string_append(name, written);
		p = end + 1;
	}
	return truncated(named->reader, name->str);
}

static const Value *find_conventions(const MappedTable *table)
{
	if (!table->metadata)
		return NULL;
	const Value *value = keyword(table->metadata, "naming_convention");
	return value && value->kind != VALUE_NONE ? value : NULL;
}

/* The convention for "ix", "pk", …; a class may be the key instead. */
static const char *find_convention(Reader *reader, MappedTable *table,
				   const char *key, const char *class)
{
	const Value *conventions = find_conventions(table);
	if (!conventions)
		return strcmp(key, "ix") == 0 ? "ix_%(column_0_label)s" : NULL;
	if (conventions->kind != VALUE_DICT) {
		unsupported_value(reader, table, table->metadata->place,
				  conventions, "the naming convention");
		return NULL;
	}
	const Dict *dict = conventions->dict;
	for (guint i = 0; i < dict->values.count; i++) {
		const Value *value = dict->values.entries[i].value;
		const Value *name =
			names_get(&dict->keys, dict->values.entries[i].name);
		if (!value || !name)
			continue;
		const char *called = name->kind == VALUE_STR
					     ? name->text
					     : canonical_name(reader, name);
		if (!called ||
		    (strcmp(called, key) != 0 && strcmp(called, class) != 0))
			continue;
		if (value->kind == VALUE_STR)
			return value->text;
		if (value->kind != VALUE_NONE)
			unsupported_value(reader, table, table->metadata->place,
					  value, "the naming convention '%s'",
					  key);
	}
	return NULL;
}

static void apply(Named *named, char **name, const char *convention)
{
	if (!convention ||
	    (*name && !strstr(convention, "%(constraint_name)s")))
		return;
	/* A convention that asks for a name needs one: SQLAlchemy refuses
	 * to go on without, except for what a type makes. */
	named->name = *name;
	char *made = fill(named, convention);
	if (made) {
		g_free(*name);
		*name = made;
	}
}

void name_constraint(Reader *reader, MappedTable *table, Constraint *constraint)
{
	static const struct {
		const char *key;
		const char *class;
	} keys[] = {
		[CONSTRAINT_PRIMARY_KEY] = {"pk", "PrimaryKeyConstraint"},
		[CONSTRAINT_UNIQUE] = {"uq", "UniqueConstraint"},
		[CONSTRAINT_FOREIGN_KEY] = {"fk", "ForeignKeyConstraint"},
		[CONSTRAINT_CHECK] = {"ck", "CheckConstraint"},
	};
	const char *convention =
		find_convention(reader, table, keys[constraint->kind].key,
				keys[constraint->kind].class);
	Named named = {.reader = reader,
		       .table = table,
		       .columns = constraint->columns,
		       .constraint = constraint,
		       .place = {constraint->origin.path
					 ? arena_intern(reader->arena,
							constraint->origin.path)
					 : NULL,
				 constraint->origin.line,
				 constraint->origin.last_line}};
	apply(&named, &constraint->name, convention);
}

static const char *first_column(const Expression *expression)
{
	if (expression->kind == EXPRESSION_COLUMN)
		return expression->text;
	for (guint i = 0; expression->operands && i < expression->operands->len;
	     i++) {
		const char *found =
			first_column(expression->operands->pdata[i]);
		if (found)
			return found;
	}
	return NULL;
}

void name_index(Reader *reader, MappedTable *table, Index *index)
{
	g_autoptr(GPtrArray) columns = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < index->keys->len; i++) {
		const IndexKey *key = index->keys->pdata[i];
		const char *column = key->column
					     ? key->column
					     : first_column(key->expression);
		if (column)
			g_ptr_array_add(columns, g_strdup(column));
	}
	Named named = {.reader = reader,
		       .table = table,
		       .columns = columns,
		       .place = {index->origin.path
					 ? arena_intern(reader->arena,
							index->origin.path)
					 : NULL,
				 index->origin.line, index->origin.last_line}};
	apply(&named, &index->name,
	      find_convention(reader, table, "ix", "Index"));
	if (!index->name)
		unsupported(reader, table, named.place,
			    "an index that neither the models nor the naming "
			    "convention names");
}
