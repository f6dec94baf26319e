/*
 * Setting a repository up: the tracked `.gitmigrate`, and what it names.
 */
#ifndef WORKFLOW_INIT_H
#define WORKFLOW_INIT_H

#include "workflow/project.h"

/* Each may be NULL: models are then looked for in the working tree, the rest
 * has the defaults of config/config.h. */
typedef struct InitOptions {
	const char *const *models; /* NULL-ended */
	const char *migrations;
	const char *database;
	gboolean no_hooks;
} InitOptions;

typedef struct InitResult {
	GPtrArray *done;  /* of char *: each thing that was done, in words */
	GPtrArray *notes; /* of char *: what the user should know */
	gboolean has_migrations; /* the working tree came with some */
} InitResult;
void init_result_free(InitResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InitResult, init_result_free)

/* Does what has not been done yet; a second run does nothing. A database URL
 * that the tracked file may not hold goes into git's configuration. Hooks that
 * cannot be installed are a note, not a failure. */
InitResult *init_project(Project *project, const InitOptions *options,
			 GError **error);

/* Installs the hooks and, unless migrate.sync is set, lets them sync in this
 * clone (R79); what was done is added to `done`. Where hooks are not written,
 * but have to be added by hand, the latter is done all the same and the
 * failure, FAILURE_REFUSED, says how. `flags` are HooksFlags. */
gboolean init_hooks(Project *project, unsigned flags, GPtrArray *done,
		    GError **error);
/* Takes both back. */
gboolean init_remove_hooks(Project *project, unsigned flags, GPtrArray *done,
			   GError **error);

#endif
