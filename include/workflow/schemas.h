/*
 * Schemas by name, all of them read back from the engine so that any two can
 * be compared (design invariant 4): what models declare, what a chain of
 * revisions builds, what a database is.
 */
#ifndef WORKFLOW_SCHEMAS_H
#define WORKFLOW_SCHEMAS_H

#include "models/models.h"
#include "workflow/project.h"

/* A schema and where it comes from. */
typedef struct NamedSchema {
	char *name;	/* as the user gave it: "main", ":index" */
	Schema *schema; /* as the engine reads it back */
	Models *models; /* what the models said; NULL for other sources */
} NamedSchema;
void named_schema_free(NamedSchema *schema);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NamedSchema, named_schema_free)

/* The schema of a name of workflow/project.h. An absent database is an empty
 * schema. */
NamedSchema *schemas_read(const Project *project, const char *name,
			  GError **error);

/* What the models of a snapshot declare. Tables and columns carry the Origin
 * the reader found. */
NamedSchema *schemas_read_models(const Project *project, Snapshot *snapshot,
				 GError **error);

/* Adds a diagnostic for all that the engine cannot have, and marks the tables
 * of diagnostics as incomplete. schemas_read_models() does it itself. */
void schemas_check_models(const Project *project, Models *models);

/* The two steps of schemas_read_models(): reading the source, which is cheap,
 * and putting what it says into an engine. schemas_build_models() takes over
 * `models`, on failure too; `name` is what messages call them. */
Models *schemas_parse_models(const Project *project, Snapshot *snapshot,
			     GError **error);
NamedSchema *schemas_build_models(const Project *project, const char *name,
				  Models *models, GError **error);

/* The DDL of the models of a snapshot: the models' own scripts as they stand,
 * then the tables of the readers. The caller owns it. */
char *schemas_write_models(const Project *project, const Models *models);

/* What the given revisions and all they stand on build. `heads` is NULL-ended;
 * NULL stands for every revision of the graph. */
Schema *schemas_read_revisions(const Project *project, const Graph *graph,
			       const char *const *heads, GError **error);

/* Says that models could not be read in full: FAILURE_UNSUPPORTED with every
 * place in the message. Does nothing and returns TRUE for complete ones. */
gboolean schemas_require_complete(const NamedSchema *schema, GError **error);

/* Whether a part of the models that could not be read belongs to no known
 * table, so that there may be more tables than are known. */
gboolean schemas_may_hide_tables(const NamedSchema *schema);

#endif
