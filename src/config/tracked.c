/*
 * The tracked file. Whoever can push a branch can write it, so that it has an
 * allow-list of keys and nothing in it can name a command, or a database that
 * is not in the working tree.
 */
#include "internal.h"

#include <ini.h>
#include <string.h>

#include "base/text.h"

#define MOST_KEYS 32

/* Keys that git config alone may set, for their message. */
static const char *const local_keys[] = {
	"sync",	      "bisect",	   "loader",  "trust",	       "hookTimeout",
	"hookStrict", "commitMsg", "prePush", "loaderTimeout", NULL,
};

/* What inih has read so far. */
typedef struct Reading {
	GPtrArray *entries;
	const GArray *key_lines;
	unsigned keys; /* how many inih has given */
	GError *error;
} Reading;

static void entry_free(Entry *entry)
{
	g_free(entry->name);
	g_free(entry->value);
	g_free(entry);
}

/* hook-timeout and HookTimeout are hookTimeout. */
static const char *find_local_key(const char *name)
{
	g_auto(GStrv) parts = g_strsplit_set(name, "-_", -1);
	g_autofree char *joined = g_strjoinv("", parts);
	for (unsigned i = 0; local_keys[i]; i++) {
		if (!g_ascii_strcasecmp(local_keys[i], joined))
			return local_keys[i];
	}
	return NULL;
}

static void refuse_key(unsigned line, const char *name, GError **error)
{
	const char *local = find_local_key(name);
	if (local) {
		g_autofree char *hint = g_strdup_printf(
			"set it for this clone: git config migrate.%s VALUE",
			local);
		tracked_fail(line, hint, error,
			     "'%s' may not be set in a tracked file", name);
		return;
	}
	GString *list = g_string_new(NULL);
	const char *names[MOST_KEYS + 1] = {NULL};
	unsigned count = 0;
	for (const ConfigKey *key = config_keys(); key->name; key++) {
		if (!key->section)
			continue;
		g_assert(count < MOST_KEYS);
		names[count++] = key->name;
		g_string_append_printf(list, "%s%s", count > 1 ? ", " : "",
				       key->name);
	}
	const char *nearest = text_nearest(name, names);
	g_autofree char *hint =
		nearest ? g_strdup_printf("did you mean '%s'?", nearest)
			: g_strdup_printf("[migrate] takes %s; what a tracked "
					  "file may not say is set with 'git "
					  "config migrate.KEY VALUE'",
					  list->str);
	g_string_free(list, TRUE);
	tracked_fail(line, hint, error, "unknown key '%s'", name);
}

/* The static name of an allowed key; NULL when it is not allowed. */
static const char *find_key(const char *section, const char *name,
			    unsigned line, GError **error)
{
	if (!strcmp(section, "migrate")) {
		for (const ConfigKey *key = config_keys(); key->name; key++) {
			if (key->section && !strcmp(key->name, name))
				return key->name;
		}
		refuse_key(line, name, error);
	} else if (!strcmp(section, "hooks")) {
		if (!strcmp(name, "commit-msg"))
			return "commit-msg";
		tracked_fail(line, "[hooks] takes commit-msg", error,
			     "unknown key '%s'", name);
	} else if (!strcmp(section, "types")) {
		const char *fault = type_name_fault(name);
		if (!fault)
			return "types";
		tracked_fail(line, "name it as it is imported: package.Type",
			     error, "'%s' %s", name, fault);
	} else if (!*section) {
		tracked_fail(line, "put a line [migrate] above it", error,
			     "'%s' stands in no section", name);
	} else {
		tracked_fail(line,
			     "the sections are [migrate], [hooks] and [types]",
			     error, "unknown section [%s]", section);
	}
	return NULL;
}

static gboolean check_database(unsigned line, const char *value, GError **error)
{
	const char *fault = tracked_database_fault(value);
	if (!fault)
		return TRUE;
	g_autofree char *shown = config_redact_url(value);
	return tracked_fail(line,
			    "a tracked file may only name an SQLite file in "
			    "the working tree; for another one: git config "
			    "migrate.database URL",
			    error, "database: '%s' %s", shown, fault);
}

static gboolean check_unique(const Reading *reading, const Entry *entry,
			     GError **error)
{
	if (!strcmp(entry->key, "models"))
		return TRUE;
	for (unsigned i = 0; i < reading->entries->len; i++) {
		const Entry *other = g_ptr_array_index(reading->entries, i);
		if (!strcmp(other->key, entry->key) &&
		    !g_strcmp0(other->name, entry->name))
			return tracked_fail(
				entry->line, "keep one of the two", error,
				"'%s' stands already in line %u",
				entry->name ? entry->name : entry->key,
				other->line);
	}
	return TRUE;
}

/* Takes the value of a type as DDL spells it. */
static gboolean check_type(Entry *entry, GError **error)
{
	const char *fault;
	char *type = type_sql_read(entry->value, &fault);
	if (!type)
		return tracked_fail(entry->line,
				    "write a type of the engine, such as "
				    "NUMERIC(12,2)",
				    error, "%s: '%s' %s", entry->name,
				    entry->value, fault);
	g_free(entry->value);
	entry->value = type;
	return TRUE;
}

static gboolean check_entry(const Reading *reading, Entry *entry,
			    const char *name, GError **error)
{
	if (!check_unique(reading, entry, error))
		return FALSE;
	if (!*entry->value)
		return tracked_fail(entry->line,
				    "take the line out, or give it a value",
				    error, "'%s' has no value", name);
	if (!strcmp(entry->key, "database"))
		return check_database(entry->line, entry->value, error);
	return !entry->name || check_type(entry, error);
}

/* inih's callback: gives 0 to make it note a failure. */
static int take(void *user, const char *section, const char *name,
		const char *value)
{
	Reading *reading = user;
	if (reading->error || reading->keys == reading->key_lines->len)
		return 0;
	unsigned line =
		g_array_index(reading->key_lines, unsigned, reading->keys++);
	const char *key = find_key(section, name, line, &reading->error);
	if (!key)
		return 0;
	Entry *entry = g_new(Entry, 1);
	*entry = (Entry){key, strcmp(key, "types") ? NULL : g_strdup(name),
			 g_strdup(value), line};
	if (!check_entry(reading, entry, name, &reading->error)) {
		entry_free(entry);
		return 0;
	}
	g_ptr_array_add(reading->entries, entry);
	return 1;
}

GPtrArray *tracked_read(const char *text, gsize length, GError **error)
{
	/* inih knows the mark too, but the scan counts bytes */
	if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		text += 3;
		length -= 3;
	}
	g_autoptr(GArray) key_lines = tracked_scan(text, length, error);
	if (!key_lines)
		return NULL;
	g_autoptr(GPtrArray) entries =
		g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	Reading reading = {.entries = entries, .key_lines = key_lines};
	g_autofree char *copy = g_strndup(text, length);
	int status = ini_parse_string(copy, take, &reading);
	if (reading.error) {
		g_propagate_error(error, reading.error);
		return NULL;
	}
	if (status || reading.keys != key_lines->len) {
		tracked_fail(status > 0 ? (unsigned)status : 1,
			     "write it as 'key = value'", error,
			     "cannot be read");
		return NULL;
	}
	return g_steal_pointer(&entries);
}
