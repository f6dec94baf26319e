/* Ancestors from outside of the tree: whether they may add columns. */
#include "sqlalchemy.h"

#include <string.h>

static const char *const hollow_names[] = {"flask.Model",
					   "DeclarativeBase",
					   "DeclarativeBaseNoMeta",
					   "AsyncAttrs",
					   "MappedAsDataclass",
					   "ConcreteBase",
					   "sqlmodel.SQLModel",
					   "object",
					   "str",
					   "dict",
					   NULL};

static const char *const hollow_classes[] = {
	"flask_security.UserMixin", "flask_security.RoleMixin",
	"sqlalchemy_serializer.SerializerMixin",
	"sqlalchemy_searchable.SearchQueryMixin", NULL};

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

void check_ancestors(Reader *reader, Mapping *mapping)
{
	const Class *class = mapping->class;
	for (guint i = 0; i < class->externals.count; i++) {
		const Value *base = class->externals.items[i];
		if (!is_hollow(reader, base))
			unsupported(reader, mapping->table, class->place,
				    "the base %s of the class '%s', whose "
				    "columns are not known",
				    value_describe(reader->arena, base),
				    class->name);
	}
}
