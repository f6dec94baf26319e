/*
 * The table of model readers. A reader says which files are its own by their
 * names, and reads them all at once, as they refer to each other.
 */
#ifndef MODELS_READER_H
#define MODELS_READER_H

#include "models/models.h"

typedef struct ModelReader {
	const char *name;
	gboolean (*takes)(const char *path);
	/* `paths` are files of the snapshot, in the order of the pathspecs.
	 * What is read goes into `models`. */
	gboolean (*read)(Snapshot *snapshot, const GPtrArray *paths,
			 const ModelsOptions *options, Models *models,
			 GError **error);
} ModelReader;

extern const ModelReader python_reader;
extern const ModelReader script_reader;

#endif
