/*
 * What was learnt of revision files, remembered by their stamps, so that
 * thousands of them are not read and parsed again by each command. Only what
 * places a revision in the graph is remembered; its text is read when it is
 * to be run, and must then be the one that was remembered.
 */
#ifndef WORKFLOW_REMEMBER_H
#define WORKFLOW_REMEMBER_H

#include "workflow/project.h"

typedef struct Memory Memory;

/* Reads what is remembered of such files (of SnapshotFile); a memory that is
 * absent or damaged is empty. The revisions that come from it keep the snapshot
 * alive. */
Memory *memory_open(const Project *project, Snapshot *snapshot,
		    const GPtrArray *files);
/* Writes it, when there is anything new, and frees it. */
void memory_close(Memory *memory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Memory, memory_close)

/* The revision of a file of the snapshot's listing: remembered, or read and
 * parsed. To be asked for in the order of the listing. */
Revision *memory_read_revision(Memory *memory, Snapshot *snapshot,
			       const SnapshotFile *file, GError **error);

#endif
