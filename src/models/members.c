/* The members of an Enum. */
#include "evaluate.h"

#include <string.h>

gboolean class_is_enum(Evaluator *evaluator, const Class *class)
{
	static const char *const names[] = {"enum.Enum",    "enum.IntEnum",
					    "enum.StrEnum", "enum.Flag",
					    "enum.IntFlag", NULL};
	if (!class->externals.count)
		return FALSE;
	for (const char *const *name = names; *name; name++)
		if (class_derives(evaluator, class, *name))
			return TRUE;
	return FALSE;
}

static gboolean is_member(Evaluator *evaluator, const NameEntry *entry)
{
	const Value *value = entry->value;
	if (!value || value->kind == VALUE_DECLARED ||
	    value->kind == VALUE_FUNCTION || value->kind == VALUE_CLASS ||
	    *entry->name == '_')
		return FALSE;
	const char *dotted =
		value->kind == VALUE_CALL
			? value_dotted(evaluator->arena, value->object)
			: NULL;
	return !dotted || !(g_str_has_suffix(dotted, "property") ||
			    g_str_has_suffix(dotted, "nonmember"));
}

/* The function of the class or of an ancestor that says what auto() is. */
static Value *call_generator(Evaluator *evaluator, const Class *class,
			     const char *name, const Items *values)
{
	Value *generator = class_find(
		class, intern(evaluator, "_generate_next_value_"), NULL);
	if (!generator || generator->kind != VALUE_FUNCTION)
		return NULL;
	Value *last = new_sequence(evaluator, VALUE_LIST);
	for (guint i = 0; i < values->count; i++)
		add_item(evaluator, last, values->items[i]);
	Call *arguments = call_new(evaluator);
	Value *const given[] = {
		new_str(evaluator, name), value_new_int(evaluator->arena, 1),
		value_new_int(evaluator->arena, values->count), last};
	for (guint i = 0; i < G_N_ELEMENTS(given); i++)
		items_add(evaluator->arena, &arguments->arguments, given[i]);
	return call_function(evaluator, generator->function, NULL, arguments,
			     class->place);
}

/* One more than the last; of flags, the next bit. Versions of Python disagree
 * where the last is not the highest. */
static Value *next_number(Evaluator *evaluator, const Class *class,
			  const Items *values)
{
	gint64 last = 0;
	for (guint i = 0; i < values->count; i++) {
		const Value *value = values->items[i];
		if (value->kind != VALUE_INT || (i && value->number < last))
			return unknown(evaluator, class->place,
				       "auto() in '%s' after a value that is "
				       "not the highest",
				       class->name);
		last = value->number;
	}
	if (!class_derives(evaluator, class, "enum.Flag") &&
	    !class_derives(evaluator, class, "enum.IntFlag"))
		return value_new_int(evaluator->arena, last + 1);
	gint64 bit = 1;
	while (bit <= last && bit < G_MAXINT64 / 2)
		bit *= 2;
	return value_new_int(evaluator->arena, bit);
}

/* What auto() stands for after the values before it. */
static Value *auto_value(Evaluator *evaluator, const Class *class,
			 const char *name, const Items *values)
{
	Value *made = call_generator(evaluator, class, name, values);
	if (made)
		return made;
	if (class_derives(evaluator, class, "enum.StrEnum")) {
		g_autofree char *lower = g_utf8_strdown(name, -1);
		return new_str(evaluator, lower);
	}
	return next_number(evaluator, class, values);
}

static gboolean is_auto(const Value *value)
{
	return value->kind == VALUE_CALL &&
	       value->object->kind == VALUE_EXTERNAL &&
	       strcmp(value->object->text, "enum.auto") == 0;
}

/* The value of a member. A name that is given another's auto() has its value:
 * the body of the class sees no auto() but a number. */
static Value *settle_value(Evaluator *evaluator, const Class *class, guint at,
			   const Items *raw, const Items *values)
{
	const NameEntry *entry = &class->attributes.entries[at];
	if (!is_auto(entry->value))
		return entry->value;
	for (guint i = 0; i < raw->count; i++)
		if (raw->items[i] == entry->value)
			return values->items[i];
	return auto_value(evaluator, class, entry->name, values);
}

/* A member whose value is that of an earlier one is the earlier one. */
static Value *find_alias(Evaluator *evaluator, const Names *members,
			 const char *key, const Value *value)
{
	for (guint i = 0; i < members->count; i++) {
		Value *member = members->entries[i].value;
		const Value *other = names_get(member->attributes, key);
		if (other &&
		    value_equal(evaluator->arena, other, value) == TRUTH_TRUE)
			return member;
	}
	return NULL;
}

/* What __new__() of a class of members makes of a value: the object whose
 * attributes it sets; or NULL. */
static const Call *call_maker(Evaluator *evaluator, Class *class, Value *value)
{
	Value *maker = class_find(class, intern(evaluator, "__new__"), NULL);
	if (!maker || maker->kind != VALUE_FUNCTION)
		return NULL;
	Call *arguments = call_new(evaluator);
	if (value->kind == VALUE_TUPLE)
		arguments->arguments = value->items;
	else
		items_add(evaluator->arena, &arguments->arguments, value);
	const Value *made =
		call_function(evaluator, maker->function, class->value,
			      arguments, value->place);
	return made->kind == VALUE_CALL ? made->call : NULL;
}

const Names *class_members(Evaluator *evaluator, Class *class)
{
	if (class->members_made)
		return &class->members;
	class->members_made = TRUE;
	const char *name_key = intern(evaluator, "name");
	const char *value_key = intern(evaluator, "value");
	Items raw = {0};
	Items values = {0};
	for (guint i = 0; i < class->attributes.count; i++) {
		const NameEntry *entry = &class->attributes.entries[i];
		if (!is_member(evaluator, entry))
			continue;
		Value *value = settle_value(evaluator, class, i, &raw, &values);
		items_add(evaluator->arena, &raw, entry->value);
		items_add(evaluator->arena, &values, value);
		const Call *made = call_maker(evaluator, class, value);
		Value *set = made ? names_get(&made->keywords,
					      intern(evaluator, "_value_"))
				  : NULL;
		if (set)
			value = set;
		Value *member = find_alias(evaluator, &class->members,
					   value_key, value);
		if (member) {
			names_set(evaluator->arena, &class->members,
				  entry->name, member);
			continue;
		}
		member = new_value(evaluator, VALUE_OBJECT, class->place);
		member->owner = class;
		member->attributes = arena_new0(evaluator->arena, Names);
		for (guint j = 0; made && j < made->keywords.count; j++)
			names_set(evaluator->arena, member->attributes,
				  made->keywords.entries[j].name,
				  made->keywords.entries[j].value);
		names_set(evaluator->arena, member->attributes, name_key,
			  new_str(evaluator, entry->name));
		names_set(evaluator->arena, member->attributes, value_key,
			  value);
		names_set(evaluator->arena, &class->members, entry->name,
			  member);
	}
	return &class->members;
}

Value *class_member(Evaluator *evaluator, Class *class, const char *name)
{
	const Names *members = class_members(evaluator, class);
	if (strcmp(name, "__members__") != 0)
		return names_get(members, name);
	Value *dict = value_new_dict(evaluator->arena);
	for (guint i = 0; i < members->count; i++)
		dict_set(evaluator->arena, dict->dict,
			 new_str(evaluator, members->entries[i].name),
			 members->entries[i].value);
	return dict;
}
