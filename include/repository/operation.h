/*
 * What Git is in the middle of, from the files it keeps of it: a rebase, a
 * series of patches or of picks, a merge, a bisection.
 */
#ifndef REPOSITORY_OPERATION_H
#define REPOSITORY_OPERATION_H

#include "repository/repository.h"

typedef enum OperationKind {
	OPERATION_REBASE = 1 << 0,
	OPERATION_AM = 1 << 1,
	OPERATION_PICKS = 1 << 2, /* several commits picked or reverted; one
				   * alone is over as soon as it is made */
	OPERATION_MERGE = 1 << 3,
	OPERATION_BISECT = 1 << 4
} OperationKind;

typedef struct Operation {
	unsigned running; /* of OperationKind; 0: none */
	gboolean is_last; /* the patch or pick at hand is the last one; the
			   * rebase has none, and only moves forward */
	gboolean is_back; /* HEAD is where the bisection was started from */
} Operation;

/* Reads it; costs a few looks into the repository's directory. */
Operation operation_read(const Repository *repository);

/* "a rebase", "git am", …: the outermost of what is running; static. NULL for
 * nothing. */
const char *operation_name(unsigned running);

#endif
