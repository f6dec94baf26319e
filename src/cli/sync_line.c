#include "sync_line.h"

#include "output.h"

gboolean sync_line_print(const Context *context, const SyncResult *result)
{
	g_autofree char *line = sync_summarize(result);
	if (line && !context->quiet)
		output_data("%s\n", line);
	if (result->held && !context->quiet)
		output_remark("%s", result->held);
	if (result->warning)
		output_warning("%s", result->warning);
	return line != NULL;
}
