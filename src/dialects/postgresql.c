/* The PostgreSQL dialect: the one place where its parts come together. */
#include "postgresql.h"

const Dialect dialect_postgresql = {
	.name = "postgresql",
	.write_schema = postgresql_write_schema,
	.write_changes = postgresql_write_changes,
	.needs_backfill = postgresql_needs_backfill,
	.check_schema = postgresql_check_schema,
	.spell_type = postgresql_spell_type,
	.spell_expression = postgresql_spell_expression,
	.empty_value = postgresql_empty_value,
	.quote_identifier = postgresql_quote_identifier,
	.quote_string = postgresql_quote_string,
	.run_script = postgresql_run_script,
	.script_is_empty = postgresql_script_is_empty,
	.collect_enums = postgresql_collect_enums,
};
