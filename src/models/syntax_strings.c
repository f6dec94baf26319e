#include "syntax_internal.h"
#include "value.h"

#include <string.h>

typedef struct Decoder {
	GString *out;
	const char *at;
	const char *end;
} Decoder;

static void decode_code_point(Decoder *decoder, int digits, gboolean bytes)
{
	guint32 code = 0;
	int read = 0;
	while (read < digits && decoder->at < decoder->end &&
	       g_ascii_isxdigit(*decoder->at)) {
		code = code * 16 + (guint32)g_ascii_xdigit_value(*decoder->at);
		decoder->at++;
		read++;
	}
	if (bytes)
		g_string_append_c(decoder->out, (char)code);
	else if (g_unichar_validate(code) && code)
		g_string_append_unichar(decoder->out, code);
	else
		g_string_append(decoder->out, UNREAD_CHARACTER);
}

/* \N{DIGIT ONE} */
static void decode_named(Decoder *decoder)
{
	while (decoder->at < decoder->end && *decoder->at++ != '}')
		;
	g_string_append(decoder->out, UNREAD_CHARACTER);
}

static void decode_octal(Decoder *decoder)
{
	guint32 code = 0;
	for (int i = 0; i < 3 && decoder->at < decoder->end &&
			*decoder->at >= '0' && *decoder->at <= '7';
	     i++)
		code = code * 8 + (guint32)(*decoder->at++ - '0');
	if (code)
		g_string_append_unichar(decoder->out, code);
	else
		g_string_append(decoder->out, UNREAD_CHARACTER);
}

/* What stands after a backslash. */
static void decode_escape(Decoder *decoder, gboolean bytes)
{
	static const char from[] = "nrtabfv\\'\"";
	static const char to[] = "\n\r\t\a\b\f\v\\'\"";
	char c = *decoder->at;
	const char *simple = c ? strchr(from, c) : NULL;
	if (c >= '0' && c <= '7') {
		decode_octal(decoder);
		return;
	}
	decoder->at++;
	if (simple)
		g_string_append_c(decoder->out, to[simple - from]);
	else if (c == 'x')
		decode_code_point(decoder, 2, bytes);
	else if (c == 'u' && !bytes)
		decode_code_point(decoder, 4, FALSE);
	else if (c == 'U' && !bytes)
		decode_code_point(decoder, 8, FALSE);
	else if (c == 'N' && !bytes)
		decode_named(decoder);
	else if (c == '\r' && decoder->at < decoder->end &&
		 *decoder->at == '\n')
		decoder->at++;
	else if (c != '\n')
		g_string_append_printf(decoder->out, "\\%c", c);
}

const char *syntax_decode(Arena *arena, const char *start, const char *end,
			  gboolean raw, gboolean bytes, gboolean doubled)
{
	if (!memchr(start, '\\', (gsize)(end - start)) && !doubled)
		return arena_intern_bytes(arena, start, (gsize)(end - start));
	g_autoptr(GString) out = g_string_new(NULL);
	Decoder decoder = {out, start, end};
	while (decoder.at < end) {
		char c = *decoder.at++;
		if (c == '\\' && !raw && decoder.at < end) {
			decode_escape(&decoder, bytes);
			continue;
		}
		if (doubled && (c == '{' || c == '}') && decoder.at < end &&
		    *decoder.at == c)
			decoder.at++;
		g_string_append_c(out, c);
	}
	return arena_intern_bytes(arena, out->str, out->len);
}

typedef struct Prefix {
	gboolean raw;
	gboolean bytes;
	gboolean format;
} Prefix;

static Prefix read_prefix(const char *start, const char *end)
{
	Prefix prefix = {FALSE, FALSE, FALSE};
	for (; start < end; start++) {
		char c = g_ascii_tolower(*start);
		prefix.raw |= c == 'r';
		prefix.bytes |= c == 'b';
		prefix.format |= c == 'f' || c == 't';
	}
	return prefix;
}

static const Node *read_interpolation(Syntax *syntax)
{
	const char *conversion = arena_intern(syntax->arena, "");
	guint mark = syntax_begin(syntax);
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		switch (syntax_field(syntax)) {
		case FIELD_expression:
			syntax_push(syntax, syntax_read_expression(syntax));
			break;
		case FIELD_type_conversion:
		case FIELD_format_specifier:
			conversion = syntax_text(syntax);
			break;
		default:
			break;
		}
	}
	return syntax_finish(syntax, mark, NODE_INTERPOLATION, conversion);
}

/* Pushes the parts of one string token; returns how it is prefixed. */
static Prefix push_parts(Syntax *syntax)
{
	Prefix prefix = {FALSE, FALSE, FALSE};
	const char *start;
	const char *end;
	for (gboolean more = syntax_enter(syntax); more;
	     more = syntax_next(syntax)) {
		switch (syntax_symbol(syntax)) {
		case SYMBOL_string_start:
			syntax_span(syntax, &start, &end);
			prefix = read_prefix(start, end);
			break;
		case SYMBOL_string_content:
			syntax_span(syntax, &start, &end);
			syntax_push(
				syntax,
				syntax_leaf(syntax, NODE_STRING,
					    syntax_decode(syntax->arena, start,
							  end, prefix.raw,
							  prefix.bytes,
							  prefix.format)));
			break;
		case SYMBOL_interpolation:
			syntax_push(syntax, read_interpolation(syntax));
			break;
		default:
			break;
		}
	}
	return prefix;
}

static void merge_prefix(Prefix *all, Prefix one)
{
	all->bytes |= one.bytes;
	all->format |= one.format;
}

const Node *syntax_read_string(Syntax *syntax)
{
	guint mark = syntax_begin(syntax);
	Prefix prefix = {FALSE, FALSE, FALSE};
	if (syntax_symbol(syntax) == SYMBOL_string) {
		prefix = push_parts(syntax);
	} else {
		for (gboolean more = syntax_enter(syntax); more;
		     more = syntax_next(syntax))
			if (syntax_symbol(syntax) == SYMBOL_string)
				merge_prefix(&prefix, push_parts(syntax));
	}
	if (prefix.format)
		return syntax_finish(syntax, mark, NODE_FORMAT, NULL);
	NodeKind kind = prefix.bytes ? NODE_BYTES : NODE_STRING;
	guint count = syntax_begin(syntax) - mark;
	const char *text = NULL;
	if (count == 1) {
		const Node *part = syntax->stack->pdata[mark];
		text = part->text;
	} else {
		g_autoptr(GString) joined = g_string_new(NULL);
		for (guint i = 0; i < count; i++) {
			const Node *part = syntax->stack->pdata[mark + i];
			g_string_append(joined, part->text);
		}
		text = arena_intern_bytes(syntax->arena, joined->str,
					  joined->len);
	}
	g_ptr_array_set_size(syntax->stack, (gint)mark);
	return syntax_leaf(syntax, kind, text);
}
