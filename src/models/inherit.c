/* What a mapped class takes from its ancestors: whether it is one, its table's
 * name, arguments and metadata. */
#include "sqlalchemy.h"

#include <string.h>

static Value *own(Reader *reader, const Class *class, const char *name)
{
	Value *value =
		names_get(&class->attributes, intern(reader->evaluator, name));
	return value && value->kind != VALUE_DECLARED ? value : NULL;
}

gboolean is_mapped(const Class *class)
{
	return class->mapped != NULL;
}

gboolean is_abstract(Reader *reader, const Class *class)
{
	const Value *value = own(reader, class, "__abstract__");
	if (value && value_truth(value) == TRUTH_TRUE)
		return TRUE;
	/* It is mapped to a union of what derives from it. */
	for (guint i = 0; i < class->bases.count; i++)
		if (is_named(reader, class->bases.items[i],
			     "AbstractConcreteBase"))
			return TRUE;
	return FALSE;
}

/* A call or a class that only a declarative base derives from. */
static gboolean is_root(Reader *reader, const Value *base)
{
	static const char *const calls[] = {"declarative_base", "automap_base",
					    NULL};
	if (base->kind == VALUE_ITEM)
		base = base->object;
	const char *name = base->kind == VALUE_CALL
				   ? called_name(reader, base)
				   : canonical_name(reader, base);
	if (name && base->kind == VALUE_CALL && g_strv_contains(calls, name))
		return TRUE;
	if (name && base->kind != VALUE_CALL)
		return strcmp(name, "flask.Model") == 0;
	return base->kind == VALUE_CALL &&
	       base->object->kind == VALUE_ATTRIBUTE &&
	       strcmp(base->object->text, "generate_base") == 0;
}

static gboolean is_declarative_metaclass(Reader *reader, const Value *metaclass)
{
	if (metaclass->kind != VALUE_CLASS)
		return is_named(reader, metaclass, "DeclarativeMeta");
	const Items *bases = &metaclass->class->externals;
	for (guint i = 0; i < bases->count; i++)
		if (is_named(reader, bases->items[i], "DeclarativeMeta"))
			return TRUE;
	return FALSE;
}

/* "class Base(metaclass=DeclarativeMeta)"; a mapped class may name its own
 * metaclass too, but has a table. An abstract one may say how the tables of
 * others are named. */
static gboolean has_declarative_metaclass(Reader *reader, const Class *class)
{
	const Value *metaclass = names_get(
		&class->keywords, intern(reader->evaluator, "metaclass"));
	return metaclass && is_declarative_metaclass(reader, metaclass) &&
	       (is_abstract(reader, class) ||
		(!own(reader, class, "__tablename__") &&
		 !own(reader, class, "__table__")));
}

gboolean is_base_decorator(Reader *reader, const Value *decorator)
{
	return is_called(reader, decorator, "as_declarative") ||
	       (decorator->kind == VALUE_CALL &&
		decorator->object->kind == VALUE_ATTRIBUTE &&
		strcmp(decorator->object->text, "as_declarative_base") == 0);
}

gboolean is_declarative_base(Reader *reader, const Class *class)
{
	for (guint i = 0; i < class->bases.count; i++) {
		const Value *base = class->bases.items[i];
		if (is_named(reader, base, "DeclarativeBase") ||
		    is_named(reader, base, "DeclarativeBaseNoMeta"))
			return TRUE;
	}
	for (guint i = 0; i < class->decorators.count; i++)
		if (is_base_decorator(reader, class->decorators.items[i]))
			return TRUE;
	return has_declarative_metaclass(reader, class);
}

/* The registry whose decorator maps the class: registry().mapped */
const Value *find_registry(const Class *class)
{
	for (guint i = 0; i < class->decorators.count; i++) {
		const Value *decorator = class->decorators.items[i];
		if (decorator->kind == VALUE_CALL)
			decorator = decorator->object;
		if (decorator->kind == VALUE_ATTRIBUTE &&
		    (strcmp(decorator->text, "mapped") == 0 ||
		     strcmp(decorator->text, "mapped_as_dataclass") == 0))
			return decorator->object;
	}
	return NULL;
}

gboolean is_declarative(Reader *reader, const Class *class)
{
	if (is_declarative_base(reader, class))
		return FALSE;
	if (find_registry(class))
		return TRUE;
	for (guint i = 0; i < class->externals.count; i++)
		if (is_root(reader, class->externals.items[i]))
			return TRUE;
	for (guint i = 1; i < class->mro_count; i++)
		if (is_declarative_base(reader, class->mro[i]))
			return TRUE;
	return FALSE;
}

/* The value of a special attribute, which may be a declared_attr. */
static Value *evaluate_special(Reader *reader, Class *class, Value *value)
{
	if (value->kind == VALUE_FUNCTION || value->kind == VALUE_METHOD)
		value = call_method(reader->evaluator, value->function,
				    class->value, class->place);
	tell_assumed(reader, value);
	return value;
}

static gboolean is_declared_attr(Reader *reader, const Value *value)
{
	return value->kind == VALUE_FUNCTION &&
	       function_is_decorated(reader->evaluator, value->function,
				     "declared_attr");
}

/* SQLAlchemy's rule: the first of the ancestors that has the attribute, but
 * one of a mapped class only when it is a declared_attr. */
static Value *find_special(Reader *reader, Class *class, const char *name,
			   gboolean *inherited)
{
	for (guint i = 0; i < class->mro_count; i++) {
		Class *base = class->mro[i];
		Value *value = own(reader, base, name);
		if (!value)
			continue;
		if (i && is_mapped(base) && !is_declared_attr(reader, value))
			continue;
		*inherited = i > 0;
		/* What class.name would be, which may be nearer. */
		Value *nearest = class_find(
			class, intern(reader->evaluator, name), NULL);
		return evaluate_special(reader, class,
					nearest ? nearest : value);
	}
	return NULL;
}

/* Flask-SQLAlchemy: "UserProfile" is "user_profile". */
static char *snake_case(const char *name)
{
	GString *out = g_string_new(NULL);
	for (const char *p = name; *p; p++) {
		gboolean upper = g_ascii_isupper(*p);
		gboolean after_lower = p > name && (g_ascii_islower(p[-1]) ||
						    g_ascii_isdigit(p[-1]));
		if (upper &&
		    (after_lower || (p > name && g_ascii_islower(p[1]))))
			g_string_append_c(out, '_');
		g_string_append_c(out, g_ascii_tolower(*p));
	}
	while (*out->str == '_')
		g_string_erase(out, 0, 1);
	return g_string_free(out, FALSE);
}

static gboolean is_flask(Reader *reader, const Class *class)
{
	for (guint i = 0; i < class->externals.count; i++)
		if (is_named(reader, class->externals.items[i], "flask.Model"))
			return TRUE;
	return FALSE;
}

static gboolean has_primary_key(Reader *reader, const Class *class)
{
	for (guint i = 0; i < class->attributes.count; i++) {
		Value *value = class->attributes.entries[i].value;
		Value *call = value ? unwrap_column(reader, value) : NULL;
		const Value *key = call ? keyword(call, "primary_key") : NULL;
		if (key && value_truth(key) == TRUTH_TRUE)
			return TRUE;
	}
	return FALSE;
}

/* Flask-SQLAlchemy names a table where nothing else does; a class without a
 * primary key of its own shares its parent's. */
static const char *flask_name(Reader *reader, const Class *class,
			      const Mapping *parent)
{
	if (!is_flask(reader, class) ||
	    (parent && !has_primary_key(reader, class)))
		return NULL;
	g_autofree char *name = snake_case(class->name);
	return arena_intern(reader->arena, name);
}

const char *find_table_name(Reader *reader, Class *class, Mapping *parent,
			    MappedTable *table)
{
	gboolean inherited = FALSE;
	Value *value = find_special(reader, class, "__tablename__", &inherited);
	if (!value && is_sqlmodel_table(reader, class)) {
		g_autofree char *lower = g_utf8_strdown(class->name, -1);
		return arena_intern(reader->arena, lower);
	}
	if (!value)
		return flask_name(reader, class, parent);
	if (value->kind == VALUE_NONE)
		return NULL;
	const char *name = text_of(reader, value);
	if (!name)
		unsupported_value(reader, table, class->place, value,
				  "the table name of the class '%s'",
				  class->name);
	return name;
}

Value *find_table_arguments(Reader *reader, Class *class, Mapping *parent)
{
	gboolean inherited = FALSE;
	Value *value =
		find_special(reader, class, "__table_args__", &inherited);
	(void)parent;
	return value && value->kind != VALUE_NONE ? value : NULL;
}
