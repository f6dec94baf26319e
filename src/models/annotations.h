/* Between annotations.c, annotated_types.c and sqlmodel.c. */
#ifndef MODELS_ANNOTATIONS_H
#define MODELS_ANNOTATIONS_H

#include "sqlalchemy.h"

/* What is left of an annotation once it is taken apart. */
typedef struct Annotated {
	Value *type;  /* the Python type; or NULL */
	Value *alias; /* the Annotated[…] itself, a key of the type map */
	gboolean nullable;
	Items columns; /* mapped_column() calls, outermost last */
} Annotated;

/* Takes Optional, unions with None, Annotated and strings off a value. */
void take_apart(Reader *reader, Annotated *annotated, Value *value,
		Scope *scope);
Value *evaluate_annotation(Reader *reader, const Annotation *annotation);

/* The type by the type_annotation_map of the class and SQLAlchemy's own; NULL
 * when neither has it. */
Type *find_annotated_type(Reader *reader, MappedTable *table,
			  const Class *class, const Annotated *annotated,
			  Place place);

#endif
