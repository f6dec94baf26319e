/* Reading the arguments of calls. */
#include "sqlalchemy.h"

#include <string.h>

static Value *find_argument(const Value *call, gint position, const char *name)
{
	Value *value = position >= 0 ? argument(call, (guint)position) : NULL;
	return value || !name ? value : keyword(call, name);
}

gboolean read_flag(Reader *reader, MappedTable *table, const Value *call,
		   const char *name, gboolean otherwise)
{
	const Value *value = keyword(call, name);
	if (!value || value->kind == VALUE_NONE)
		return otherwise;
	Truth truth = value_truth(value);
	if (truth != TRUTH_UNKNOWN)
		return truth == TRUTH_TRUE;
	unsupported_value(reader, table, call->place, value, "'%s='", name);
	return otherwise;
}

gint64 read_number(Reader *reader, MappedTable *table, const Value *call,
		   gint position, const char *name, gint64 otherwise)
{
	const Value *value = find_argument(call, position, name);
	if (!value || value->kind == VALUE_NONE)
		return otherwise;
	if (value->kind == VALUE_INT)
		return value->number;
	unsupported_value(reader, table, call->place, value, "'%s='",
			  name ? name : "a number");
	return otherwise;
}

const char *text_of(Reader *reader, const Value *value)
{
	if (value->kind == VALUE_STR)
		return strstr(value->text, UNREAD_CHARACTER) ? NULL
							     : value->text;
	if (value->kind == VALUE_CALL && argument_count(value) &&
	    argument(value, 0)->kind == VALUE_STR &&
	    (is_called(reader, value, "quoted_name") ||
	     is_called(reader, value, "conv")))
		return text_of(reader, argument(value, 0));
	return NULL;
}

const char *read_text(Reader *reader, MappedTable *table, const Value *call,
		      gint position, const char *name)
{
	const Value *value = find_argument(call, position, name);
	if (!value || value->kind == VALUE_NONE)
		return NULL;
	const char *text = text_of(reader, value);
	if (!text)
		unsupported_value(reader, table, call->place, value, "'%s='",
				  name ? name : "a name");
	return text;
}

/* "mysql_collate=" says nothing to another engine. */
gboolean is_for_another_engine(const Reader *reader, const char *name)
{
	static const char *const engines[] = {"mysql_",	 "mariadb_",
					      "mssql_",	 "oracle_",
					      "sqlite_", "postgresql_"};
	for (guint i = 0; i < G_N_ELEMENTS(engines); i++)
		if (g_str_has_prefix(name, engines[i]))
			return !g_str_has_prefix(name, reader->dialect);
	return FALSE;
}
