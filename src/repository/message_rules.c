#include <string.h>

#include "internal.h"
#include "repository/message.h"

static const char candidates[] = "#;@!$%^&|:";

/* git ends what it writes into the file with comments, or puts the scissors
 * line above the diff. */
static char *find_comment(const char *text)
{
	static const char cut[] = " ------------------------ >8 -----";
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line && strchr(candidates, **line) &&
		    g_str_has_prefix(*line + 1, cut))
			return g_strndup(*line, 1);
	for (guint i = g_strv_length(lines); i > 0; i--) {
		const char *line = lines[i - 1];
		if (!*line)
			continue;
		if (strchr(candidates, *line) &&
		    (!line[1] || line[1] == ' ' || line[1] == '\t'))
			return g_strndup(line, 1);
		break;
	}
	return g_strdup("#");
}

static char *read_comment(Repository *repository, const char *text)
{
	g_autofree char *value =
		repository_config(repository, "core.commentString");
	if (!value)
		value = repository_config(repository, "core.commentChar");
	if (!value || !*value)
		return g_strdup("#");
	if (g_ascii_strcasecmp(value, "auto") == 0)
		return find_comment(text);
	return g_steal_pointer(&value);
}

/* The last of the keys trailer.<name>.key, and whatever else is set of it. */
static void add_known(GPtrArray *known, char **pair)
{
	const char *start = pair[0] + strlen("trailer.");
	const char *dot = strrchr(start, '.');
	if (!dot)
		return;
	g_autofree char *name = g_strndup(start, (gsize)(dot - start));
	char **entry = NULL;
	for (guint i = 0; i < known->len && !entry; i++)
		if (g_ascii_strcasecmp(((char **)known->pdata[i])[0], name) ==
		    0)
			entry = known->pdata[i];
	if (!entry) {
		entry = g_new0(char *, 3);
		entry[0] = g_steal_pointer(&name);
		g_ptr_array_add(known, entry);
	}
	if (strcmp(dot, ".key") != 0)
		return;
	g_free(entry[1]);
	entry[1] = g_strdup(pair[1]);
}

/* Whether the file holds comments: those that git wrote for the editor, and
 * such as it was told to strip. */
static gboolean has_comments(Repository *repository, gboolean edited)
{
	g_autofree char *cleanup =
		repository_config(repository, "commit.cleanup");
	return edited || g_strcmp0(cleanup, "strip") == 0;
}

MessageRules *message_rules_read(Repository *repository, const char *text)
{
	MessageRules *rules = message_rules_new();
	rules->edited = g_strcmp0(g_getenv("GIT_EDITOR"), ":") != 0;
	g_clear_pointer(&rules->comment, g_free);
	if (has_comments(repository, rules->edited))
		rules->comment = read_comment(repository, text);
	g_autofree char *separators =
		repository_config(repository, "trailer.separators");
	if (separators && *separators) {
		g_free(rules->separators);
		rules->separators = g_steal_pointer(&separators);
	}
	g_autoptr(GPtrArray) pairs =
		repository_config_section(repository, "trailer");
	for (guint i = 0; i < pairs->len; i++)
		add_known(rules->known, pairs->pdata[i]);
	return rules;
}
