/* The modules below known/, which are embedded. */
#include "evaluate.h"

#include <string.h>

#include "queries/models/known.h"

const char *known_find(const char *dotted, const char **text)
{
	gsize best = 0;
	const char *name = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(known_modules); i++) {
		const char *one = known_modules[i].name;
		gsize length = strlen(one);
		if (length > best && strncmp(dotted, one, length) == 0 &&
		    (!dotted[length] || dotted[length] == '.')) {
			best = length;
			name = one;
			*text = known_modules[i].text;
		}
	}
	return name;
}
