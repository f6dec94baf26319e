/*
 * A schema as JSON, for programs: `git migrate schema --json`. The form is
 * that of git-migrate-schema(1).
 */
#ifndef CLI_SCHEMA_JSON_H
#define CLI_SCHEMA_JSON_H

#include <jansson.h>

#include "dialects/dialect.h"

/* Tables, enums and views, with types and expressions as the dialect spells
 * them. The caller owns it. */
json_t *schema_json(const Dialect *dialect, const Schema *schema);

/* An array of diagnostics. The caller owns it. */
json_t *diagnostics_json(const GPtrArray *diagnostics);

#endif
