#include "internal.h"

gboolean id_parse(git_oid *id, const char *text)
{
	for (gsize i = 0; i < sizeof id->id; i++) {
		int high = g_ascii_xdigit_value(*text);
		int low = high < 0 ? -1 : g_ascii_xdigit_value(text[1]);
		if (low < 0)
			return FALSE;
		id->id[i] = (unsigned char)(high << 4 | low);
		text += 2;
	}
	return TRUE;
}

void id_write(const git_oid *id, char text[ID_LENGTH + 1])
{
	static const char digits[] = "0123456789abcdef";
	for (gsize i = 0; i < sizeof id->id; i++) {
		*text++ = digits[id->id[i] >> 4];
		*text++ = digits[id->id[i] & 15];
	}
	*text = '\0';
}
