/*
 * The loader: a command of the clone's own configuration (migrate.loader, never
 * the tracked file) that prints the models' DDL, for what cannot be read
 * statically. It gets the files of a snapshot in a temporary directory as its
 * working directory; nothing of Git's environment, no input, no database. It
 * has migrate.loaderTimeout seconds, and is killed with all it has started.
 */
#ifndef WORKFLOW_LOADER_H
#define WORKFLOW_LOADER_H

#include "models/models.h"
#include "workflow/project.h"

#define LOADER_KEY "migrate.loader"
#define LOADER_TIMEOUT_KEY "migrate.loaderTimeout"

/* The command, or NULL without an error when there is none. One that is not set
 * for this clone alone is FAILURE_REFUSED. The caller owns it. */
char *loader_find(const Project *project, GError **error);

/* Models that are one script: what the command prints. */
Models *loader_read(const Project *project, const Config *config,
		    const char *command, Snapshot *snapshot, GError **error);

/* loader_run.c: what a command prints on stdout. `seconds` 0 is no limit. */
GBytes *loader_run(char **arguments, const char *directory, char **environment,
		   unsigned seconds, GError **error);

#endif
