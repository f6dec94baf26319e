#include "evaluate.h"

#include <string.h>

enum {
	MAX_ANCESTORS = 256
};

Class *class_new(Evaluator *evaluator, const char *name, Module *module,
		 Place place)
{
	Class *class = arena_new0(evaluator->arena, Class);
	class->name = name;
	class->module = module;
	class->place = place;
	class->doubt = evaluator->doubt;
	class->serial = ++evaluator->serial;
	class->value = new_value(evaluator, VALUE_CLASS, place);
	class->value->class = class;
	return class;
}

static gboolean holds(const GPtrArray *list, const Class *class, guint from)
{
	for (guint i = from; i < list->len; i++)
		if (list->pdata[i] == class)
			return TRUE;
	return FALSE;
}

/* One step of the C3 merge: the first head that is in no tail. */
static Class *next_ancestor(GPtrArray **lists, const guint *heads, guint count)
{
	for (guint i = 0; i < count; i++) {
		if (heads[i] >= lists[i]->len)
			continue;
		Class *candidate = lists[i]->pdata[heads[i]];
		gboolean blocked = FALSE;
		for (guint j = 0; j < count && !blocked; j++)
			blocked = holds(lists[j], candidate, heads[j] + 1);
		if (!blocked)
			return candidate;
	}
	return NULL;
}

static void merge_ancestors(GPtrArray *mro, GPtrArray **lists, guint count)
{
	g_autofree guint *heads = g_new0(guint, count);
	Class *next;
	while (mro->len < MAX_ANCESTORS &&
	       (next = next_ancestor(lists, heads, count))) {
		g_ptr_array_add(mro, next);
		for (guint i = 0; i < count; i++)
			if (heads[i] < lists[i]->len &&
			    lists[i]->pdata[heads[i]] == next)
				heads[i]++;
	}
}

static void add_external(Evaluator *evaluator, Class *class, Value *base)
{
	if (base->kind == VALUE_BUILTIN && strcmp(base->text, "object") == 0)
		return;
	for (guint i = 0; i < class->externals.count; i++)
		if (class->externals.items[i] == base)
			return;
	items_add(evaluator->arena, &class->externals, base);
}

/* Generic[T] and its like hold nothing. */
static gboolean is_hollow(const Value *base)
{
	if (base->kind == VALUE_ITEM)
		base = base->object;
	return base->kind == VALUE_EXTERNAL &&
	       (g_str_has_prefix(base->text, "typing.") ||
		g_str_has_prefix(base->text, "typing_extensions.") ||
		g_str_has_prefix(base->text, "abc.") ||
		g_str_has_prefix(base->text, "collections.abc."));
}

/* The class that a call from outside was given to make a base of: of
 * declarative_base(cls=C), or of SQLAlchemy(model_class=C) in "db.Model". */
static Value *find_made_of(const Value *base)
{
	static const char *const names[] = {"cls", "model_class", NULL};
	if (base->kind == VALUE_ATTRIBUTE)
		base = base->object;
	if (base->kind != VALUE_CALL)
		return NULL;
	for (guint i = 0; i < base->call->keywords.count; i++) {
		const NameEntry *entry = &base->call->keywords.entries[i];
		if (g_strv_contains(names, entry->name) &&
		    entry->value->kind == VALUE_CLASS)
			return entry->value;
	}
	return NULL;
}

void class_finish(Evaluator *evaluator, Class *class)
{
	g_autoptr(GPtrArray) mro = g_ptr_array_new();
	g_autoptr(GPtrArray) parents = g_ptr_array_new();
	g_autoptr(GPtrArray) lists = g_ptr_array_new_with_free_func(
		(GDestroyNotify)g_ptr_array_unref);
	g_ptr_array_add(mro, class);
	for (guint i = 0; i < class->bases.count; i++) {
		Value *base = class->bases.items[i];
		/* declarative_base(cls=C): the base derives from C. */
		Value *made_of = find_made_of(base);
		if (made_of) {
			add_external(evaluator, class, base);
			base = made_of;
		}
		/* A generic class of the tree: Base[int] */
		if (base->kind == VALUE_ITEM &&
		    base->object->kind == VALUE_CLASS)
			base = base->object;
		if (base->kind != VALUE_CLASS) {
			if (!is_hollow(base))
				add_external(evaluator, class, base);
			continue;
		}
		Class *parent = base->class;
		if (!parent->mro || holds(parents, parent, 0))
			continue;
		g_ptr_array_add(parents, parent);
		GPtrArray *list = g_ptr_array_new();
		for (guint j = 0; j < parent->mro_count; j++)
			g_ptr_array_add(list, parent->mro[j]);
		g_ptr_array_add(lists, list);
		for (guint j = 0; j < parent->externals.count; j++)
			add_external(evaluator, class,
				     parent->externals.items[j]);
	}
	g_ptr_array_add(lists, g_ptr_array_ref(parents));
	merge_ancestors(mro, (GPtrArray **)lists->pdata, lists->len);
	class->mro_count = mro->len;
	class->mro = arena_alloc(evaluator->arena, mro->len * sizeof(Class *));
	memcpy(class->mro, mro->pdata, mro->len * sizeof(Class *));
}

Value *class_find(const Class *class, const char *name, Class **owner)
{
	for (guint i = 0; i < class->mro_count; i++) {
		Value *value = names_get(&class->mro[i]->attributes, name);
		if (!value || value->kind == VALUE_DECLARED)
			continue;
		if (owner)
			*owner = class->mro[i];
		return value;
	}
	return NULL;
}

gboolean class_derives(Evaluator *evaluator, const Class *class,
		       const char *dotted)
{
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (base->kind == VALUE_ITEM)
			base = base->object;
		const char *name = value_dotted(evaluator->arena, base);
		if (name && strcmp(name, dotted) == 0)
			return TRUE;
	}
	return FALSE;
}

static Value *bind_in_class(Evaluator *evaluator, Class *class, Value *value,
			    Place place)
{
	Function *function = value->function;
	if (function_is_decorated(evaluator, function, "classmethod")) {
		Value *method = new_value(evaluator, VALUE_METHOD, place);
		method->function = function;
		method->object = class->value;
		return method;
	}
	if (function_is_decorated(evaluator, function, "declared_attr") ||
	    function_is_decorated(evaluator, function, "hybrid_property") ||
	    function_is_decorated(evaluator, function, "classproperty"))
		return call_method(evaluator, function, class->value, place);
	return value;
}

/* What every class has. */
static Value *special_attribute(Evaluator *evaluator, Class *class,
				const char *name)
{
	if (strcmp(name, "__name__") == 0 || strcmp(name, "__qualname__") == 0)
		return new_str(evaluator, class->name);
	if (strcmp(name, "__module__") == 0)
		return new_str(evaluator,
			       class->module ? class->module->name : "");
	if (strcmp(name, "__dict__") != 0)
		return NULL;
	Value *dict = value_new_dict(evaluator->arena);
	for (guint i = 0; i < class->attributes.count; i++)
		if (class->attributes.entries[i].value)
			dict_set(evaluator->arena, dict->dict,
				 new_str(evaluator,
					 class->attributes.entries[i].name),
				 class->attributes.entries[i].value);
	return dict;
}

static Value *reference(Evaluator *evaluator, Value *object, const char *name,
			Place place)
{
	Value *value = new_value(evaluator, VALUE_ATTRIBUTE, place);
	value->object = object;
	value->text = name;
	return value;
}

/* A decorator from outside may have given it attributes: "metadata". */
static gboolean is_completed(const Class *class)
{
	for (guint i = 0; i < class->mro_count; i++)
		for (guint j = 0; j < class->mro[i]->decorators.count; j++)
			if (value_is_term(class->mro[i]->decorators.items[j]))
				return TRUE;
	return FALSE;
}

Value *class_attribute(Evaluator *evaluator, Class *class, const char *name,
		       Place place)
{
	if (class_is_enum(evaluator, class)) {
		Value *member = class_member(evaluator, class, name);
		if (member)
			return member;
	}
	Value *value = class_find(class, name, NULL);
	if (!value)
		value = special_attribute(evaluator, class, name);
	if (!value) {
		if (class->externals.count || is_completed(class) ||
		    names_get(&class->attributes, name))
			return reference(evaluator, class->value, name, place);
		return unknown(evaluator, place,
			       "the attribute '%s' of the class '%s'", name,
			       class->name);
	}
	if (value->kind == VALUE_FUNCTION)
		value = bind_in_class(evaluator, class, value, place);
	if (value->kind == VALUE_CALL && evaluator->is_column &&
	    evaluator->is_column(evaluator, value))
		return reference(evaluator, class->value, name, place);
	return value;
}

void class_set(Evaluator *evaluator, Class *class, const char *name,
	       Value *value)
{
	value = doubted(evaluator, value);
	if (class->mro && !names_get(&class->attributes, name))
		names_set(evaluator->arena, &class->late, name, value);
	names_set(evaluator->arena, &class->attributes, name, value);
}

/* The class of the tree that makes the class, by the nearest of its ancestors
 * that says so. */
static Class *find_metaclass(Evaluator *evaluator, const Class *class)
{
	const char *key = intern(evaluator, "metaclass");
	for (guint i = 0; i < class->mro_count; i++) {
		const Value *value = names_get(&class->mro[i]->keywords, key);
		if (value)
			return value->kind == VALUE_CLASS ? value->class : NULL;
	}
	return NULL;
}

void call_metaclass(Evaluator *evaluator, Class *class)
{
	Class *metaclass = find_metaclass(evaluator, class);
	Value *init = metaclass
			      ? class_find(metaclass,
					   intern(evaluator, "__init__"), NULL)
			      : NULL;
	if (!init || init->kind != VALUE_FUNCTION)
		return;
	Value *bases = new_sequence(evaluator, VALUE_TUPLE);
	bases->items = class->bases;
	Value *dict = value_new_dict(evaluator->arena);
	for (guint i = 0; i < class->attributes.count; i++) {
		const NameEntry *entry = &class->attributes.entries[i];
		if (entry->value && entry->value->kind != VALUE_DECLARED)
			dict_set(evaluator->arena, dict->dict,
				 new_str(evaluator, entry->name), entry->value);
	}
	Call *arguments = call_new(evaluator);
	items_add(evaluator->arena, &arguments->arguments,
		  new_str(evaluator, class->name));
	items_add(evaluator->arena, &arguments->arguments, bases);
	items_add(evaluator->arena, &arguments->arguments, dict);
	call_function(evaluator, init->function, class->value, arguments,
		      class->place);
}

void call_subclass_hook(Evaluator *evaluator, Class *class)
{
	const char *name = intern(evaluator, "__init_subclass__");
	for (guint i = 1; i < class->mro_count; i++) {
		Value *hook = names_get(&class->mro[i]->attributes, name);
		if (!hook || hook->kind != VALUE_FUNCTION)
			continue;
		Call *arguments = call_new(evaluator);
		arguments->keywords = class->keywords;
		Value *result =
			call_function(evaluator, hook->function, class->value,
				      arguments, class->place);
		if (result->kind == VALUE_UNKNOWN && !class->broken)
			class->broken = result;
		return;
	}
}
