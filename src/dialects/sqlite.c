/* The SQLite dialect: the one place where its parts come together. */
#include "internal.h"
#include "sqlite_changes.h"

const Dialect dialect_sqlite = {
	.name = "sqlite",
	.write_schema = sqlite_write_schema,
	.write_changes = sqlite_write_changes,
	.needs_backfill = sqlite_needs_backfill,
	.check_schema = sqlite_check_schema,
	.spell_type = sqlite_spell_type,
	.spell_expression = sqlite_spell_expression,
	.empty_value = sqlite_empty_value,
	.quote_identifier = sqlite_quote_identifier,
	.quote_string = sqlite_quote_string,
};
