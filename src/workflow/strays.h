/*
 * Uncommitted migrations of another branch.
 */
#ifndef GIT_MIGRATE_WORKFLOW_STRAYS_H
#define GIT_MIGRATE_WORKFLOW_STRAYS_H

#include "workflow/project.h"

/* Whether `strays`, which stand on what `revisions` lack, are only waiting for
 * their branch: none of them is committed in HEAD, and all that they stand on
 * is on some branch, local or remote. Else somebody made a mistake. */
gboolean strays_wait(const Project *project, const GPtrArray *revisions,
		     const GPtrArray *strays);

#endif
