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
} InitOptions;

typedef struct InitResult {
	GPtrArray *done;  /* of char *: each thing that was done, in words */
	GPtrArray *notes; /* of char *: what the user should know */
} InitResult;
void init_result_free(InitResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(InitResult, init_result_free)

/* Does what has not been done yet; a second run does nothing. A database URL
 * that the tracked file may not hold goes into git's configuration. */
InitResult *init_project(Project *project, const InitOptions *options,
			 GError **error);

#endif
