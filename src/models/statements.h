/* Between statements.c, assignments.c, definitions.c and doubt.c. */
#ifndef MODELS_STATEMENTS_H
#define MODELS_STATEMENTS_H

#include "evaluate.h"

Flow execute(Evaluator *evaluator, Scope *scope, const Node *node);

/* assignments.c */
void assign_name(Evaluator *evaluator, Scope *scope, const char *name,
		 Value *value);
void execute_assign(Evaluator *evaluator, Scope *scope, const Node *node);
void execute_annotated(Evaluator *evaluator, Scope *scope, const Node *node);
void execute_augmented(Evaluator *evaluator, Scope *scope, const Node *node);

/* definitions.c */
void execute_function(Evaluator *evaluator, Scope *scope, const Node *node);
void execute_class(Evaluator *evaluator, Scope *scope, const Node *node);

/* doubt.c: executes both blocks as if either could be the one; `other` may be
 * NULL. */
Flow execute_doubtful(Evaluator *evaluator, Scope *scope, const Node *one,
		      const Node *other, Place place);

#endif
