#include "evaluate.h"

#include <string.h>

enum {
	MAX_CALLS = 60
};

Scope *scope_new(Evaluator *evaluator, ScopeKind kind, Scope *parent)
{
	Scope *scope = arena_new0(evaluator->arena, Scope);
	scope->kind = kind;
	scope->names = arena_new0(evaluator->arena, Names);
	scope->parent = parent;
	scope->module = parent ? parent->module : NULL;
	return scope;
}

Value *function_new(Evaluator *evaluator, Scope *scope, const Node *node,
		    const char *name)
{
	Value *value = new_value(evaluator, VALUE_FUNCTION,
				 node_place(evaluator, node));
	Function *function = arena_new0(evaluator->arena, Function);
	function->name = name;
	function->node = node;
	function->module = scope->module;
	function->scope = scope;
	function->place = value->place;
	function->class = scope->kind == SCOPE_CLASS ? scope->class : NULL;
	const Node *parameters = node->children[0];
	for (guint i = 0; i < parameters->count; i++) {
		const Node *parameter = parameters->children[i];
		items_add(evaluator->arena, &function->defaults,
			  parameter->count ? evaluate(evaluator, scope,
						      parameter->children[0])
					   : NULL);
	}
	value->function = function;
	return value;
}

Call *call_new(Evaluator *evaluator)
{
	return arena_new0(evaluator->arena, Call);
}

Value *call_argument(const Call *arguments, guint position, const char *keyword)
{
	if (position < arguments->arguments.count)
		return arguments->arguments.items[position];
	if (!keyword)
		return NULL;
	for (guint i = 0; i < arguments->keywords.count; i++)
		if (strcmp(arguments->keywords.entries[i].name, keyword) == 0)
			return arguments->keywords.entries[i].value;
	return NULL;
}

gboolean function_is_decorated(Evaluator *evaluator, const Function *function,
			       const char *name)
{
	for (guint i = 0; i < function->decorators.count; i++) {
		const Value *decorator = function->decorators.items[i];
		if (decorator->kind == VALUE_CALL)
			decorator = decorator->object;
		const char *dotted = value_dotted(evaluator->arena, decorator);
		const char *found = dotted ? strstr(dotted, name) : NULL;
		if (found && (found == dotted || found[-1] == '.') &&
		    (!found[strlen(name)] || found[strlen(name)] == '.'))
			return TRUE;
	}
	return FALSE;
}

/* Binding arguments to parameters. */
typedef struct Binding {
	const Function *function;
	const Call *call;
	Value *self; /* the first positional argument, or NULL */
	guint position;
	guint keywords_used;
	Scope *scope;
	Value *failure;
} Binding;

static Value *take_positional(Binding *binding)
{
	if (binding->self) {
		Value *self = binding->self;
		binding->self = NULL;
		return self;
	}
	if (binding->position < binding->call->arguments.count)
		return binding->call->arguments.items[binding->position++];
	return NULL;
}

static void bind_rest(Evaluator *evaluator, Binding *binding, const char *name)
{
	Arena *arena = evaluator->arena;
	Value *rest;
	if (name[1] == '*') {
		rest = value_new_dict(arena);
		const Names *keywords = &binding->call->keywords;
		for (guint i = 0; i < keywords->count; i++) {
			const char *key = keywords->entries[i].name;
			if (!names_get(binding->scope->names, key))
				dict_set(arena, rest->dict,
					 value_new_str(arena, key),
					 keywords->entries[i].value);
		}
		binding->keywords_used = keywords->count;
		names_set(arena, binding->scope->names,
			  arena_intern(arena, name + 2), rest);
		return;
	}
	rest = new_sequence(evaluator, VALUE_TUPLE);
	for (Value *next; (next = take_positional(binding));)
		add_item(evaluator, rest, next);
	names_set(arena, binding->scope->names, arena_intern(arena, name + 1),
		  rest);
}

static void bind_parameter(Evaluator *evaluator, Binding *binding, guint i,
			   gboolean *only_keywords)
{
	const Node *parameter =
		binding->function->node->children[0]->children[i];
	const char *name = parameter->text;
	if (strcmp(name, "/") == 0)
		return;
	if (*name == '*') {
		*only_keywords = TRUE;
		if (name[1])
			bind_rest(evaluator, binding, name);
		return;
	}
	Value *value = *only_keywords ? NULL : take_positional(binding);
	if (!value) {
		value = names_get(&binding->call->keywords, name);
		binding->keywords_used += value != NULL;
	}
	if (!value)
		value = binding->function->defaults.items[i];
	if (!value) {
		binding->failure =
			unknown(evaluator, binding->function->place,
				"a call of '%s' without its argument '%s'",
				binding->function->name, name);
		return;
	}
	names_set(evaluator->arena, binding->scope->names, name, value);
}

static Value *bind_arguments(Evaluator *evaluator, Binding *binding,
			     Place place)
{
	const Node *parameters = binding->function->node->children[0];
	gboolean only_keywords = FALSE;
	Value *self = binding->self;
	for (guint i = 0; i < parameters->count && !binding->failure; i++)
		bind_parameter(evaluator, binding, i, &only_keywords);
	if (binding->failure)
		return binding->failure;
	if (binding->self ||
	    binding->position < binding->call->arguments.count ||
	    binding->keywords_used < binding->call->keywords.count)
		return unknown(evaluator, place,
			       "a call of '%s' with other arguments than it "
			       "takes",
			       binding->function->name);
	binding->scope->self = self;
	return NULL;
}

static Value *run_function(Evaluator *evaluator, Function *function,
			   Scope *scope, Place place)
{
	const char *path = evaluator->path;
	evaluator->path = function->module->path;
	Value *result = NULL;
	if (function->node->kind == NODE_LAMBDA) {
		result =
			evaluate(evaluator, scope, function->node->children[1]);
	} else {
		const Node *body =
			syntax_body(function->module->syntax, function->node);
		const Place *doubt = evaluator->doubt;
		Flow flow = execute_block(evaluator, scope, body);
		evaluator->doubt = doubt;
		if (flow == FLOW_RETURN)
			result = scope->result;
		else if (flow == FLOW_NEXT)
			result = value_new(evaluator->arena, VALUE_NONE);
	}
	evaluator->path = path;
	if (result && !scope->perhaps.count)
		return result;
	Value *either = unknown(evaluator, place,
				"the result of '%s', which depends on what is "
				"not known",
				function->name);
	if (result) {
		either->items = scope->perhaps;
		items_add(evaluator->arena, &either->items, result);
	}
	return either;
}

Value *call_function(Evaluator *evaluator, Function *function, Value *self,
		     Call *arguments, Place place)
{
	if (arguments->open)
		return unknown(evaluator, place,
			       "a call of '%s' with arguments that are not "
			       "known",
			       function->name);
	/* One level of calls takes several levels of evaluation. */
	if (evaluator->calls_deep >= MAX_CALLS)
		return unknown(evaluator, place, "calls nested too deeply");
	/* Each level could take every branch: that has no end. */
	if (function->active && evaluator->doubt)
		return unknown(evaluator, place,
			       "a recursion of '%s' under a condition that is "
			       "not known",
			       function->name);
	Scope *scope = scope_new(evaluator, SCOPE_FUNCTION, function->scope);
	scope->class = function->class;
	Binding binding = {.function = function,
			   .call = arguments,
			   .self = self,
			   .scope = scope};
	Value *failure = bind_arguments(evaluator, &binding, place);
	if (failure)
		return failure;
	if (!scope->self && scope->names->count && function->class)
		scope->self = scope->names->entries[0].value;
	evaluator->calls_deep++;
	function->active++;
	Value *result = run_function(evaluator, function, scope, place);
	function->active--;
	evaluator->calls_deep--;
	return result;
}

Value *call_method(Evaluator *evaluator, Function *function, Value *self,
		   Place place)
{
	return call_function(evaluator, function, self, call_new(evaluator),
			     place);
}

Value *super_of_scope(Evaluator *evaluator, Scope *scope, Place place)
{
	while (scope && !(scope->kind == SCOPE_FUNCTION && scope->self))
		scope = scope->parent;
	if (!scope || !scope->class ||
	    (scope->self->kind != VALUE_CLASS &&
	     scope->self->kind != VALUE_OBJECT))
		return unknown(evaluator, place, "super()");
	Value *super = new_value(evaluator, VALUE_SUPER, place);
	super->object = scope->self;
	super->owner = scope->class;
	return super;
}

static Value *new_call(Evaluator *evaluator, Value *callee, Call *arguments,
		       Place place)
{
	Value *value = new_value(evaluator, VALUE_CALL, place);
	value->object = callee;
	value->call = arguments;
	arguments->serial = ++evaluator->serial;
	g_ptr_array_add(evaluator->calls, value);
	return value;
}

/* An instance of a class: an object where all of the class is of the tree, a
 * term where a base is not. */
static Value *instantiate(Evaluator *evaluator, Value *callee, Call *arguments,
			  Place place)
{
	Class *class = callee->class;
	if (class_is_enum(evaluator, class)) {
		const Names *members = class_members(evaluator, class);
		const char *key = intern(evaluator, "value");
		Value *wanted = call_argument(arguments, 0, NULL);
		for (guint i = 0; wanted && i < members->count; i++) {
			Value *member = members->entries[i].value;
			Value *value = names_get(member->attributes, key);
			if (value && value_equal(evaluator->arena, value,
						 wanted) == TRUTH_TRUE)
				return member;
		}
		return unknown(evaluator, place, "a member of '%s'",
			       class->name);
	}
	if (class->externals.count)
		return new_call(evaluator, callee, arguments, place);
	Value *object = new_value(evaluator, VALUE_OBJECT, place);
	object->attributes = arena_new0(evaluator->arena, Names);
	object->owner = class;
	Value *init = class_find(class, intern(evaluator, "__init__"), NULL);
	if (init && init->kind == VALUE_FUNCTION) {
		Value *result = call_function(evaluator, init->function, object,
					      arguments, place);
		if (result->kind == VALUE_UNKNOWN)
			return result;
	} else if (!fill_instance(evaluator, object, arguments)) {
		return unknown(evaluator, place,
			       "an instance of '%s', which takes arguments in "
			       "a way that is not known",
			       class->name);
	}
	return object;
}

/* functools.partial(f, …)(…) */
static Value *call_partial(Evaluator *evaluator, const Value *partial,
			   Call *arguments, Place place)
{
	const Call *first = partial->call;
	if (!first->arguments.count)
		return unknown(evaluator, place, "a call of partial()");
	Call *all = call_new(evaluator);
	all->open = first->open || arguments->open;
	for (guint i = 1; i < first->arguments.count; i++)
		items_add(evaluator->arena, &all->arguments,
			  first->arguments.items[i]);
	for (guint i = 0; i < arguments->arguments.count; i++)
		items_add(evaluator->arena, &all->arguments,
			  arguments->arguments.items[i]);
	const Names *parts[] = {&first->keywords, &arguments->keywords};
	for (guint p = 0; p < 2; p++)
		for (guint i = 0; i < parts[p]->count; i++)
			names_set(evaluator->arena, &all->keywords,
				  parts[p]->entries[i].name,
				  parts[p]->entries[i].value);
	return call(evaluator, first->arguments.items[0], all, place);
}

/* super().__init__(…) with an ancestor outside of the tree: the arguments are
 * kept on the object for who knows that ancestor. */
static Value *call_super(Evaluator *evaluator, Value *callee, Call *arguments,
			 Place place)
{
	Value *self = callee->object->object;
	Value *value = new_call(evaluator, callee, arguments, place);
	if (self->kind == VALUE_OBJECT && strcmp(callee->text, "__init__") == 0)
		names_set(evaluator->arena, self->attributes,
			  intern(evaluator, "super().__init__"), value);
	return value;
}

/* "Base = as_declarative(…)(Base)", "registry.mapped(Model)": a decorator
 * that is called by hand is one all the same. */
static Value *call_decorator(Evaluator *evaluator, Value *callee,
			     const Call *arguments)
{
	static const char *const names[] = {"as_declarative",
					    "as_declarative_base", "mapped",
					    "mapped_as_dataclass", NULL};
	Value *class = call_argument(arguments, 0, NULL);
	const Value *named =
		callee->kind == VALUE_CALL ? callee->object : callee;
	if (!class || class->kind != VALUE_CLASS ||
	    arguments->arguments.count != 1 ||
	    (named->kind != VALUE_EXTERNAL && named->kind != VALUE_ATTRIBUTE))
		return NULL;
	const char *dot = strrchr(named->text, '.');
	if (!g_strv_contains(names, dot ? dot + 1 : named->text))
		return NULL;
	items_add(evaluator->arena, &class->class->decorators, callee);
	return class;
}

static Value *call_term(Evaluator *evaluator, Value *callee, Call *arguments,
			Place place)
{
	Value *decorated = call_decorator(evaluator, callee, arguments);
	if (decorated)
		return decorated;
	Value *value = callee->kind == VALUE_EXTERNAL
			       ? call_library(evaluator, callee->text,
					      arguments, place)
			       : NULL;
	if (!value)
		value = call_pattern(evaluator, callee, arguments, place);
	if (!value && callee->kind == VALUE_EXTERNAL)
		value = call_environment(evaluator, callee->text, arguments,
					 place);
	if (!value && callee->kind == VALUE_EXTERNAL && evaluator->call_known)
		value = evaluator->call_known(evaluator, callee->text,
					      arguments);
	if (value)
		return value;
	if (callee->kind == VALUE_CALL &&
	    callee->object->kind == VALUE_EXTERNAL &&
	    strcmp(callee->object->text, "functools.partial") == 0)
		return call_partial(evaluator, callee, arguments, place);
	value = copy_column(evaluator, callee, arguments, place);
	if (value)
		return value;
	if (callee->kind == VALUE_ATTRIBUTE &&
	    callee->object->kind == VALUE_SUPER)
		return call_super(evaluator, callee, arguments, place);
	return new_call(evaluator, callee, arguments, place);
}

Value *call(Evaluator *evaluator, Value *callee, Call *arguments, Place place)
{
	switch (callee->kind) {
	case VALUE_UNKNOWN:
		note_stray_arguments(evaluator, arguments, callee, place);
		return callee;
	case VALUE_FUNCTION:
		return call_function(evaluator, callee->function, NULL,
				     arguments, place);
	case VALUE_METHOD:
		return call_function(evaluator, callee->function,
				     callee->object, arguments, place);
	case VALUE_BUILTIN:
		return call_builtin(evaluator, callee, arguments, place);
	case VALUE_CLASS:
		return instantiate(evaluator, callee, arguments, place);
	case VALUE_OBJECT: {
		Value *method = class_find(callee->owner,
					   intern(evaluator, "__call__"), NULL);
		if (method && method->kind == VALUE_FUNCTION)
			return call_function(evaluator, method->function,
					     callee, arguments, place);
		break;
	}
	case VALUE_LATE: {
		Value *value =
			module_get(evaluator, callee->module, callee->text);
		if (value && value->kind != VALUE_LATE)
			return call(evaluator, value, arguments, place);
		return unknown(evaluator, place,
			       "'%s', called before the module that defines it "
			       "was read",
			       callee->text);
	}
	default:
		if (value_is_term(callee))
			return call_term(evaluator, callee, arguments, place);
	}
	return unknown(evaluator, place, "a call of %s",
		       value_describe(evaluator->arena, callee));
}
