/* A snapshot that notes what is read from it. */
#ifndef WORKFLOW_RECORDER_H
#define WORKFLOW_RECORDER_H

#include "base/snapshot.h"

typedef struct Recorder Recorder;

/* `snapshot` is borrowed and has to outlive it. */
Recorder *recorder_new(Snapshot *snapshot);
void recorder_free(Recorder *recorder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recorder, recorder_free)

/* The snapshot to read from; borrowed. */
Snapshot *recorder_snapshot(Recorder *recorder);

/* Of SnapshotFile with ids, and of char *: what was read and what was found to
 * be absent, each once. The caller unrefs. */
GPtrArray *recorder_files(const Recorder *recorder);
GPtrArray *recorder_absent(const Recorder *recorder);
/* FALSE when a read failed otherwise: it may not do so again. */
gboolean recorder_is_lasting(const Recorder *recorder);

/* The id Git gives the file's content, in hex; the caller owns it. It is
 * computed where the snapshot does not know it. NULL when it cannot be read. */
char *recorder_blob_id(Snapshot *snapshot, const SnapshotFile *file);
gboolean recorder_is_absent(Snapshot *snapshot, const char *path);

#endif
