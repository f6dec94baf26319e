/*
 * A scratch schema: scripts go in, the schema they make comes out. Where the
 * dialect carries out DDL by itself (dialect_runs_scripts()) no engine is
 * opened; else it is a scratch database.
 */
#ifndef WORKFLOW_SCRATCH_H
#define WORKFLOW_SCRATCH_H

#include "workflow/project.h"

typedef struct Scratch Scratch;

Scratch *scratch_open(const Dialect *dialect, GError **error);
void scratch_free(Scratch *scratch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scratch, scratch_free)

gboolean scratch_run(Scratch *scratch, const Script *script, GError **error);

/* Ends it: the schema that was made. What could not be known of it is
 * appended to `diagnostics`. The caller owns the schema. */
Schema *scratch_read(Scratch *scratch, GPtrArray *diagnostics, GError **error);

#endif
