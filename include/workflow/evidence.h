/*
 * Evidence of renames out of Git: how the lines of the model files that held
 * the old definitions became the lines that hold the new ones.
 */
#ifndef WORKFLOW_EVIDENCE_H
#define WORKFLOW_EVIDENCE_H

#include "schema/rename.h"
#include "workflow/schemas.h"

typedef struct Evidence Evidence;

/* Gathers where the definitions of both schemas stand: `to` has models; `from`
 * has models too, or its definitions are looked for in the models at
 * `old_models` (a name of workflow/project.h; may be NULL). Failing to read
 * them is no failure: there is less evidence then, or NULL. */
Evidence *evidence_new(const Project *project, NamedSchema *from,
		       const NamedSchema *to, const char *old_models);
void evidence_free(Evidence *evidence);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Evidence, evidence_free)

/* A RenameEvidenceFunction; `user_data` is the Evidence. */
RenameEvidence evidence_find(const Origin *old_origin, const Origin *new_origin,
			     gpointer user_data);

#endif
