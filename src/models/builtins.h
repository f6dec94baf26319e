/* Between builtins.c, builtins_sequences.c and reflection.c. */
#ifndef MODELS_BUILTINS_H
#define MODELS_BUILTINS_H

#include "evaluate.h"

/* The first argument, or NULL. */
Value *builtin_first(const Call *arguments);
Value *builtin_fail(Evaluator *evaluator, Place place, const char *name);
/* The items of the first argument as a new sequence of `kind`; unknown when
 * it is not one. */
Value *builtin_collect(Evaluator *evaluator, Call *arguments, Place place,
		       ValueKind kind, const char *name);

Value *call_range(Evaluator *evaluator, Call *arguments, Place place);
Value *call_enumerate(Evaluator *evaluator, Call *arguments, Place place);
Value *call_zip(Evaluator *evaluator, Call *arguments, Place place);
Value *call_min(Evaluator *evaluator, Call *arguments, Place place);
Value *call_max(Evaluator *evaluator, Call *arguments, Place place);
Value *call_sum(Evaluator *evaluator, Call *arguments, Place place);
Value *call_all(Evaluator *evaluator, Call *arguments, Place place);
Value *call_any(Evaluator *evaluator, Call *arguments, Place place);
Value *call_map(Evaluator *evaluator, Call *arguments, Place place);

Value *call_getattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_setattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_hasattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_isinstance(Evaluator *evaluator, Call *arguments, Place place);
Value *call_issubclass(Evaluator *evaluator, Call *arguments, Place place);
Value *call_type(Evaluator *evaluator, Call *arguments, Place place);
Value *call_super_of(Evaluator *evaluator, Call *arguments, Place place);

#endif
