/*
 * Migrations that HEAD lost, rather than never had: their folder was moved or
 * deleted, or the configuration names another one. To take back all that is
 * applied would be what HEAD says, and not what was meant.
 *
 * A commit from before the first migration has none either, and neither has
 * one that takes them back together with the models: there the database goes
 * back to its base, as it does with any other step.
 */
#ifndef WORKFLOW_LOST_H
#define WORKFLOW_LOST_H

#include "workflow/state.h"

/* Refuses, with the place where the migrations are or were, when HEAD has none
 * of those that are applied and
 *   - has the file of one in another folder;
 *   - or has no migration at all, though its history had, and has models that
 *     declare tables.
 * `state` is of the files of `head`, or of a working tree that is like it. */
gboolean lost_refuse(const Project *project, Snapshot *head, const State *state,
		     GError **error);

#endif
