/* Listeners that change tables while SQLAlchemy makes them: what they do is
 * not known, so that they are used is said. */
#include "sqlalchemy.h"

#include <string.h>

/* Events at which a listener can still add to a table. */
static const char *const shaping[] = {
	"instrument_class",	    "mapper_configured",
	"before_mapper_configured", "before_configured",
	"after_configured",	    "after_parent_attach",
	"before_parent_attach",	    NULL};

/* Events at which DDL of its own is run. */
static const char *const running[] = {"before_create", "after_create", NULL};

static void read_listener(Reader *reader, const Value *call)
{
	const Value *event = argument(call, 1);
	const char *name = event ? text_of(reader, event) : NULL;
	if (!name)
		return;
	if (g_strv_contains(shaping, name))
		unsupported(reader, NULL, call->place,
			    "a listener to '%s', which may add to tables",
			    name);
	else if (g_strv_contains(running, name))
		diagnostics_add(reader->diagnostics, DIAGNOSTIC_WARNING,
				call->place.path, call->place.line, NULL,
				"what the listener to '%s' runs is not read",
				name);
}

void read_events(Reader *reader)
{
	const GPtrArray *calls = reader->evaluator->calls;
	for (guint i = 0; i < calls->len; i++) {
		const Value *call = calls->pdata[i];
		const char *name = called_name(reader, call);
		if (name && (strcmp(name, "listen") == 0 ||
			     strcmp(name, "listens_for") == 0))
			read_listener(reader, call);
		else if (call->object->kind == VALUE_EXTERNAL &&
			 strcmp(call->object->text,
				"sqlalchemy_searchable.make_searchable") == 0)
			unsupported(reader, NULL, call->place,
				    "make_searchable(), which adds indexes");
	}
}
