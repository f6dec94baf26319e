#include "evaluate.h"

#include <string.h>

typedef char *(*Transform)(const char *text);

static char *transform_lower(const char *text)
{
	return g_utf8_strdown(text, -1);
}

static char *transform_upper(const char *text)
{
	return g_utf8_strup(text, -1);
}

static char *transform_capitalize(const char *text)
{
	if (!*text)
		return g_strdup("");
	const char *rest = next_character(text);
	g_autofree char *first = g_utf8_strup(text, rest - text);
	g_autofree char *lower = g_utf8_strdown(rest, -1);
	return g_strconcat(first, lower, NULL);
}

/* Each letter after one that is none is upper case. */
static char *transform_title(const char *text)
{
	GString *out = g_string_new(NULL);
	gboolean inside = FALSE;
	for (; *text; text = next_character(text)) {
		gunichar c = g_utf8_get_char(text);
		g_string_append_unichar(out, inside ? g_unichar_tolower(c)
						    : g_unichar_toupper(c));
		inside = g_unichar_isalpha(c);
	}
	return g_string_free(out, FALSE);
}

static char *transform_swapcase(const char *text)
{
	GString *out = g_string_new(NULL);
	for (; *text; text = next_character(text)) {
		gunichar c = g_utf8_get_char(text);
		g_string_append_unichar(out, g_unichar_isupper(c)
						     ? g_unichar_tolower(c)
						     : g_unichar_toupper(c));
	}
	return g_string_free(out, FALSE);
}

static const struct {
	const char *name;
	Transform transform;
} transforms[] = {
	{"lower", transform_lower}, {"casefold", transform_lower},
	{"upper", transform_upper}, {"capitalize", transform_capitalize},
	{"title", transform_title}, {"swapcase", transform_swapcase},
};

static const char *const methods[] = {
	"lower",      "casefold", "upper",	  "capitalize",	  "title",
	"swapcase",   "strip",	  "lstrip",	  "rstrip",	  "replace",
	"split",      "rsplit",	  "splitlines",	  "join",	  "format",
	"startswith", "endswith", "removeprefix", "removesuffix", "isupper",
	"islower",    "isdigit",  "isalpha",	  "find",	  "count",
	"zfill",      "encode",	  "partition",	  "rpartition",	  NULL};

static const char *const list_methods[] = {
	"append", "extend", "insert", "copy",	"index", "pop",	    "remove",
	"sort",	  "count",  "add",    "update", "union", "reverse", NULL};

static const char *const dict_methods[] = {"get",    "items",	   "keys",
					   "values", "update",	   "copy",
					   "pop",    "setdefault", NULL};

static gboolean is_among(const char *name, const char *const *names)
{
	for (; *names; names++)
		if (strcmp(name, *names) == 0)
			return TRUE;
	return FALSE;
}

gboolean has_method(const Value *object, const char *name)
{
	switch (object->kind) {
	case VALUE_STR:
		return is_among(name, methods);
	case VALUE_LIST:
	case VALUE_TUPLE:
	case VALUE_SET:
		return is_among(name, list_methods);
	case VALUE_DICT:
		return is_among(name, dict_methods);
	default:
		return FALSE;
	}
}

static const char *text_argument(const Call *arguments, guint position)
{
	const Value *value = call_argument(arguments, position, NULL);
	return value && value->kind == VALUE_STR ? value->text : NULL;
}

static Value *strip(Evaluator *evaluator, const char *text, const char *which,
		    const char *set)
{
	const char *end = text + strlen(text);
	if (!set)
		set = " \t\n\r\f\v";
	if (*which != 'r')
		while (*text && strchr(set, *text))
			text++;
	if (*which != 'l')
		while (end > text && strchr(set, end[-1]))
			end--;
	g_autofree char *part = g_strndup(text, (gsize)(end - text));
	return new_str(evaluator, part);
}

static Value *replace(Evaluator *evaluator, const char *text, const char *from,
		      const char *to)
{
	g_autoptr(GString) out = g_string_new(text);
	g_string_replace(out, from, to, 0);
	return new_str(evaluator, out->str);
}

static Value *split(Evaluator *evaluator, const char *text, const char *by,
		    const Value *limit)
{
	Value *list = new_sequence(evaluator, VALUE_LIST);
	if (by) {
		gint most =
			limit && limit->kind == VALUE_INT && limit->number >= 0
				? (gint)MIN(limit->number, 1 << 20) + 1
				: 0;
		g_auto(GStrv) parts = g_strsplit(text, by, most);
		for (char **part = parts; *part; part++)
			add_item(evaluator, list, new_str(evaluator, *part));
		if (!*parts)
			add_item(evaluator, list, new_str(evaluator, ""));
		return list;
	}
	g_auto(GStrv) parts = g_strsplit_set(text, " \t\n\r\f\v", 0);
	for (char **part = parts; *part; part++)
		if (**part)
			add_item(evaluator, list, new_str(evaluator, *part));
	return list;
}

static Value *split_right(Evaluator *evaluator, const char *text,
			  const char *by, const Value *limit)
{
	const char *last = by && *by ? g_strrstr(text, by) : NULL;
	if (!limit)
		return split(evaluator, text, by, NULL);
	if (!last || limit->kind != VALUE_INT || limit->number != 1)
		return last ? NULL : split(evaluator, text, by, NULL);
	Value *list = new_sequence(evaluator, VALUE_LIST);
	g_autofree char *head = g_strndup(text, (gsize)(last - text));
	add_item(evaluator, list, new_str(evaluator, head));
	add_item(evaluator, list, new_str(evaluator, last + strlen(by)));
	return list;
}

static Value *join(Evaluator *evaluator, const char *by, Value *over,
		   Place place)
{
	Items items = {0};
	if (!over || !iterate(evaluator, over, &items))
		return unknown(evaluator, place, "a join of what is not known");
	g_autoptr(GString) out = g_string_new(NULL);
	for (guint i = 0; i < items.count; i++) {
		const Value *item = items.items[i];
		if (item->kind != VALUE_STR)
			return unknown(evaluator, place, "a join of %s",
				       value_describe(evaluator->arena, item));
		g_string_append_printf(out, "%s%s", i ? by : "", item->text);
	}
	return new_str(evaluator, out->str);
}

/* One field of str.format(): "{}", "{0}", "{name}"; nothing finer. */
static const char *format_field(Evaluator *evaluator, const Call *arguments,
				const char *field, guint *next)
{
	Value *value = NULL;
	if (!*field)
		value = call_argument(arguments, (*next)++, NULL);
	else if (g_ascii_isdigit(*field))
		value = call_argument(arguments,
				      (guint)g_ascii_strtoull(field, NULL, 10),
				      NULL);
	else
		value = call_argument(arguments, G_MAXUINT, field);
	return value && strspn(field, "0123456789") == (g_ascii_isdigit(*field)
								? strlen(field)
								: 0)
		       ? value_str(evaluator->arena, value)
		       : NULL;
}

static Value *format(Evaluator *evaluator, const char *text,
		     const Call *arguments, Place place)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint next = 0;
	for (; *text; text++) {
		if ((*text == '{' || *text == '}') && text[1] == *text) {
			g_string_append_c(out, *text++);
			continue;
		}
		const char *end = *text == '{' ? strchr(text, '}') : NULL;
		if (*text == '{' && !end)
			break;
		if (!end) {
			g_string_append_c(out, *text);
			continue;
		}
		g_autofree char *field =
			g_strndup(text + 1, (gsize)(end - text - 1));
		const char *written =
			format_field(evaluator, arguments, field, &next);
		if (!written)
			return unknown(evaluator, place,
				       "the field '{%s}' of format()", field);
		g_string_append(out, written);
		text = end;
	}
	return new_str(evaluator, out->str);
}

static gboolean percent_value(Evaluator *evaluator, const Value *operand,
			      const char *key, guint *next, Value **value)
{
	if (key) {
		*value = operand->kind == VALUE_DICT
				 ? names_get(&operand->dict->values,
					     intern(evaluator, key))
				 : NULL;
	} else if (operand->kind == VALUE_TUPLE) {
		*value = *next < operand->items.count
				 ? operand->items.items[*next]
				 : NULL;
	} else {
		*value = *next ? NULL : (Value *)(guintptr)operand;
	}
	(*next)++;
	return *value != NULL;
}

Value *format_percent(Evaluator *evaluator, const char *text, Value *operand,
		      Place place)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint next = 0;
	for (; *text; text++) {
		if (*text != '%') {
			g_string_append_c(out, *text);
			continue;
		}
		if (*++text == '%') {
			g_string_append_c(out, '%');
			continue;
		}
		g_autofree char *key = NULL;
		const char *end = *text == '(' ? strchr(text, ')') : NULL;
		if (end) {
			key = g_strndup(text + 1, (gsize)(end - text - 1));
			text = end + 1;
		}
		Value *value;
		const char *written = NULL;
		if ((*text == 's' || *text == 'd' || *text == 'r') &&
		    percent_value(evaluator, operand, key, &next, &value))
			written = *text == 'r'
					  ? value_repr(evaluator->arena, value)
					  : value_str(evaluator->arena, value);
		if (!written)
			return unknown(evaluator, place,
				       "a string made with '%%'");
		g_string_append(out, written);
	}
	return new_str(evaluator, out->str);
}

static gboolean starts_or_ends(const char *text, const char *part,
			       gboolean start)
{
	return start ? g_str_has_prefix(text, part)
		     : g_str_has_suffix(text, part);
}

static Value *test_ends(Evaluator *evaluator, const char *text,
			const Value *part, gboolean start)
{
	if (part && part->kind == VALUE_STR)
		return value_new_bool(evaluator->arena,
				      starts_or_ends(text, part->text, start));
	if (!part || part->kind != VALUE_TUPLE)
		return NULL;
	for (guint i = 0; i < part->items.count; i++)
		if (part->items.items[i]->kind == VALUE_STR &&
		    starts_or_ends(text, part->items.items[i]->text, start))
			return value_new_bool(evaluator->arena, TRUE);
	return value_new_bool(evaluator->arena, FALSE);
}

static Value *remove_end(Evaluator *evaluator, const char *text,
			 const char *part, gboolean start)
{
	if (!*part || !starts_or_ends(text, part, start))
		return new_str(evaluator, text);
	if (start)
		return new_str(evaluator, text + strlen(part));
	g_autofree char *head = g_strndup(text, strlen(text) - strlen(part));
	return new_str(evaluator, head);
}

static Value *test_letters(Evaluator *evaluator, const char *text,
			   const char *method)
{
	gboolean any = FALSE;
	for (const char *p = text; *p; p = next_character(p)) {
		gunichar c = g_utf8_get_char(p);
		gboolean fits = method[2] == 'd' ? g_unichar_isdigit(c)
						 : g_unichar_isalpha(c);
		if (method[2] == 'u' || method[2] == 'l') {
			if (!g_unichar_isalpha(c))
				continue;
			fits = method[2] == 'u' ? g_unichar_isupper(c)
						: g_unichar_islower(c);
		}
		if (!fits)
			return value_new_bool(evaluator->arena, FALSE);
		any = TRUE;
	}
	return value_new_bool(evaluator->arena, any);
}

static Value *call_with_text(Evaluator *evaluator, const char *text,
			     const char *method, const Call *arguments)
{
	const char *one = text_argument(arguments, 0);
	const char *two = text_argument(arguments, 1);
	const Value *limit = call_argument(arguments, 1, "maxsplit");
	guint count = arguments->arguments.count;
	if (g_str_has_suffix(method, "strip") && (one || !count))
		return strip(evaluator, text, method, one);
	if (strcmp(method, "replace") == 0 && one && *one && two && count == 2)
		return replace(evaluator, text, one, two);
	if (strcmp(method, "split") == 0 && (!one || *one))
		return split(evaluator, text, one, limit);
	if (strcmp(method, "rsplit") == 0)
		return split_right(evaluator, text, one, limit);
	if (strcmp(method, "startswith") == 0)
		return test_ends(evaluator, text,
				 call_argument(arguments, 0, NULL), TRUE);
	if (strcmp(method, "endswith") == 0)
		return test_ends(evaluator, text,
				 call_argument(arguments, 0, NULL), FALSE);
	if (g_str_has_prefix(method, "remove") && one)
		return remove_end(evaluator, text, one, method[6] == 'p');
	if (g_str_has_prefix(method, "is"))
		return test_letters(evaluator, text, method);
	return NULL;
}

Value *call_string_method(Evaluator *evaluator, const Value *string,
			  const char *method, Call *arguments, Place place)
{
	const char *text = string->text;
	arena_charge_bytes(evaluator->arena, strlen(text));
	for (guint i = 0; i < G_N_ELEMENTS(transforms); i++) {
		if (strcmp(transforms[i].name, method) != 0)
			continue;
		/* Each character goes through tables of Unicode. */
		arena_charge_bytes(evaluator->arena, 8 * strlen(text));
		g_autofree char *result = transforms[i].transform(text);
		return new_str(evaluator, result);
	}
	if (strcmp(method, "join") == 0)
		return join(evaluator, text, call_argument(arguments, 0, NULL),
			    place);
	if (strcmp(method, "format") == 0)
		return format(evaluator, text, arguments, place);
	Value *value = call_with_text(evaluator, text, method, arguments);
	return value ? value
		     : unknown(evaluator, place, "a call of str.%s()", method);
}
