#include "command.h"
#include "commands.h"

const Command *const commands[] = {
	&command_init,	    &command_autogenerate,
	&command_revision,  &command_upgrade,
	&command_downgrade, &command_stamp,
	&command_sync,	    &command_undo,
	&command_stash,	    &command_status,
	&command_current,   &command_history,
	&command_heads,	    &command_show,
	&command_diff,	    &command_schema,
	&command_log,	    &command_blame,
	&command_describe,  &command_notes,
	&command_check,	    &command_verify,
	&command_hooks,	    &command_trust,
	&command_hook,	    NULL,
};
