/* A schema as bytes of an archive (base/archive.h), all of it: neutral types,
 * origins and what is incomplete too. */
#ifndef SCHEMA_ARCHIVE_H
#define SCHEMA_ARCHIVE_H

#include "base/archive.h"
#include "schema/schema.h"

/* Writes `schema`, or reads into it, which then has to be empty. */
void schema_archive(Archive *archive, Schema *schema);

#endif
