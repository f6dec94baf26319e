/* Which SQLAlchemy the models are written for: 1.4 and 2 order the columns of
 * mixins differently. */
#include "sqlalchemy.h"

#include <string.h>

static gboolean uses_modern_names(Reader *reader)
{
	static const char *const modern[] = {"Mapped", "mapped_column",
					     "DeclarativeBase",
					     "MappedAsDataclass", NULL};
	GHashTableIter iterator;
	gpointer name;
	g_hash_table_iter_init(&iterator, reader->canonical);
	while (g_hash_table_iter_next(&iterator, NULL, &name))
		if (name && g_strv_contains(modern, name))
			return TRUE;
	return FALSE;
}

/* Every outside name that the program uses gets its canonical one. */
static void name_externals(Reader *reader)
{
	GHashTableIter iterator;
	gpointer value;
	g_hash_table_iter_init(&iterator, reader->evaluator->externals);
	while (g_hash_table_iter_next(&iterator, NULL, &value))
		canonical_name(reader, value);
}

void find_modern_names(Reader *reader)
{
	name_externals(reader);
	reader->modern = uses_modern_names(reader) ? TRUE : -1;
}

gboolean is_modern(Reader *reader)
{
	if (reader->modern < 0)
		reader->modern = find_required_version(reader) == 2;
	return reader->modern;
}
