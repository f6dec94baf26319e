/*
 * What models own: everything they declare or once declared. A table, column,
 * index or constraint that only revisions written by hand know is left alone.
 *
 * What models once had is known from the models at HEAD, from a record that
 * this clone keeps in the cache directory, and, when these do not tell, from
 * the commits that touched the model files.
 */
#ifndef WORKFLOW_OWNED_H
#define WORKFLOW_OWNED_H

#include "workflow/project.h"

/* Copies into `to` all that is in `from`, not in `to`, and was never the
 * models'; adds a line about each to `notes`. In a shallow clone what models
 * had before its boundary is not known: *uncertain is then set. */
gboolean owned_keep_others(const Project *project, const Schema *from,
			   Schema *to, GPtrArray *notes, gboolean *uncertain,
			   GError **error);

/* The same where it is known what models had before: copies into `to` all that
 * is in `from`, not in `to`, and not in `declared` either. */
void owned_keep_undeclared(const Schema *from, Schema *to,
			   const Schema *declared);

/* Records what models declare now. Failing to is no failure. */
void owned_record(const Project *project, const Schema *schema);

#endif
