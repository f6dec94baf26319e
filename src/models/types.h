/* Between types.c, type_table.c, decorators.c and enums.c. */
#ifndef MODELS_TYPES_H
#define MODELS_TYPES_H

#include "sqlalchemy.h"

typedef struct TypeReading {
	Reader *reader;
	MappedTable *table; /* whom diagnostics are about; may be NULL */
	Place place;
	unsigned depth;
} TypeReading;

/* The type of a value: a class, a call of one, or a variant of it. */
Type *types_read(TypeReading *reading, Value *value);

/* What the constructor `name` makes of the arguments of `call` (NULL: the
 * bare class). NULL without a diagnostic when the name is not in the table. */
Type *types_construct(TypeReading *reading, const char *name,
		      const Value *call);
gboolean types_know(const char *name);

/* given_types.c: what the options say of a type. A class, a call of one, or a
 * base; NULL and FALSE for what they do not name. */
Type *types_read_given(const Reader *reader, const Value *value);
gboolean types_are_given(const Reader *reader, const Value *value);

/* compiles.c: what @compiles() writes for a type; NULL, with a diagnostic, when
 * that is not known. `found` says whether there is such a function. */
Type *types_read_compiled(TypeReading *reading, const Value *of,
			  const char *name, const Value *call, gboolean *found);

/* Enum(…) */
Type *types_read_enum(TypeReading *reading, const Value *call);

/* A class of the tree that is a type: a TypeDecorator, a UserDefinedType, a
 * subclass of a type. */
Type *types_read_class(TypeReading *reading, Class *class, const Value *call);

#endif
