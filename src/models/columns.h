/* Between columns.c and column_options.c. */
#ifndef MODELS_COLUMNS_H
#define MODELS_COLUMNS_H

#include "sqlalchemy.h"

/* Where to say that a value of the column is not understood. */
Place column_place(const MappedColumn *column, const Value *value);
void column_set_type(Reader *reader, MappedColumn *column, Value *value);
void column_set_default(Reader *reader, MappedColumn *column, Value *value);

void column_read_option(Reader *reader, MappedColumn *column, const char *name,
			Value *value, Place place);

/* sequences.c: a Sequence among the arguments of a column. */
void read_sequence(Reader *reader, MappedColumn *column, const Value *call);

#endif
