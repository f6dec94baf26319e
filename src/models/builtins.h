/* Between builtins.c and reflection.c: the builtins that ask about classes. */
#ifndef MODELS_BUILTINS_H
#define MODELS_BUILTINS_H

#include "evaluate.h"

Value *call_getattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_setattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_hasattr(Evaluator *evaluator, Call *arguments, Place place);
Value *call_isinstance(Evaluator *evaluator, Call *arguments, Place place);
Value *call_issubclass(Evaluator *evaluator, Call *arguments, Place place);
Value *call_type(Evaluator *evaluator, Call *arguments, Place place);
Value *call_super_of(Evaluator *evaluator, Call *arguments, Place place);

#endif
