/* Ancestors from outside of the tree: whether they may add columns. */
#include "sqlalchemy.h"

#include <string.h>

static const char *const hollow_names[] = {"flask.Model",
					   "DeclarativeBase",
					   "DeclarativeBaseNoMeta",
					   "AsyncAttrs",
					   "MappedAsDataclass",
					   "ConcreteBase",
					   "AbstractConcreteBase",
					   "sqlmodel.SQLModel",
					   "object",
					   "str",
					   "dict",
					   NULL};

static const char *const hollow_classes[] = {
	"flask_security.UserMixin",
	"flask_security.RoleMixin",
	"flask_security.core.UserMixin",
	"flask_security.core.RoleMixin",
	"sqlalchemy_serializer.SerializerMixin",
	"sqlalchemy_searchable.SearchQueryMixin",
	NULL};

/* Packages that know nothing of SQLAlchemy. */
static const char *const strangers[] = {
	"starlette.", "fastapi.",     "flask_login.", "pydantic.", "werkzeug.",
	"abc.",	      "collections.", "marshmallow.", "enum.",	   "json."};

static gboolean is_hollow(Reader *reader, const Value *base)
{
	if (base->kind == VALUE_ITEM)
		base = base->object;
	const char *name = base->kind == VALUE_CALL
				   ? called_name(reader, base)
				   : canonical_name(reader, base);
	if (name &&
	    (g_strv_contains(hollow_names, name) ||
	     g_str_has_prefix(name, "typing.") || base->kind == VALUE_CALL))
		return TRUE;
	const char *dotted = value_dotted(reader->arena, base);
	for (guint i = 0; dotted && i < G_N_ELEMENTS(strangers); i++)
		if (g_str_has_prefix(dotted, strangers[i]))
			return TRUE;
	return (dotted && g_strv_contains(hollow_classes, dotted)) ||
	       (base->kind == VALUE_CALL &&
		base->object->kind == VALUE_ATTRIBUTE &&
		strcmp(base->object->text, "generate_base") == 0);
}

/* A metaclass of the tree can do anything to a class that it makes. */
static void check_metaclass(Reader *reader, Mapping *mapping,
			    const Value *metaclass)
{
	static const char *const makers[] = {"__new__", "__init__", NULL};
	for (const char *const *name = makers; *name; name++)
		if (metaclass && metaclass->kind == VALUE_CLASS &&
		    class_find(metaclass->class,
			       intern(reader->evaluator, *name), NULL))
			unsupported(
				reader, mapping->table, mapping->class->place,
				"the metaclass '%s' of the class '%s'",
				metaclass->class->name, mapping->class->name);
}

static void check_metaclasses(Reader *reader, Mapping *mapping)
{
	const Class *class = mapping->class;
	const char *key = intern(reader->evaluator, "metaclass");
	for (guint i = 0; i < class->mro_count; i++)
		check_metaclass(reader, mapping,
				names_get(&class->mro[i]->keywords, key));
	for (guint i = 0; i < class->externals.count; i++)
		if (class->externals.items[i]->kind == VALUE_CALL)
			check_metaclass(reader, mapping,
					keyword(class->externals.items[i],
						"metaclass"));
}

void check_ancestors(Reader *reader, Mapping *mapping)
{
	const Class *class = mapping->class;
	check_metaclasses(reader, mapping);
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (is_called(reader, base, "automap_base"))
			unsupported(reader, mapping->table, class->place,
				    "the class '%s', which is completed from "
				    "a database",
				    class->name);
		else if (base->kind == VALUE_UNKNOWN)
			unsupported_value(reader, mapping->table, class->place,
					  base, "a base of the class '%s'",
					  class->name);
		else if (!is_hollow(reader, base))
			unsupported(reader, mapping->table, class->place,
				    "the base %s of the class '%s', whose "
				    "columns are not known",
				    value_describe(reader->arena, base),
				    class->name);
	}
}

gboolean may_be_mapped(Reader *reader, const Class *class)
{
	gboolean unknown_base = FALSE;
	gboolean has_stranger = FALSE;
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		unknown_base |= base->kind == VALUE_UNKNOWN;
		has_stranger |= !is_hollow(reader, base);
	}
	for (guint i = 0; i < class->attributes.count; i++) {
		Value *value = class->attributes.entries[i].value;
		if (value && unwrap_column(reader, value))
			return has_stranger;
		if (value && value->kind == VALUE_UNKNOWN && unknown_base &&
		    class->module && class->module->asked_for)
			return TRUE;
	}
	return FALSE;
}
