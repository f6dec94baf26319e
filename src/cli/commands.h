/* The entry of each command; see command.h. */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "command.h"

#define GROUP_START "start here"
#define GROUP_WRITE "write migrations"
#define GROUP_APPLY "move a database"
#define GROUP_LOOK "look at migrations and schemas"
#define GROUP_TEST "test"
#define GROUP_HOOKS "follow Git"

extern const Command command_init;
extern const Command command_autogenerate;
extern const Command command_revision;
extern const Command command_upgrade;
extern const Command command_downgrade;
extern const Command command_stamp;
extern const Command command_sync;
extern const Command command_undo;
extern const Command command_stash;
extern const Command command_status;
extern const Command command_current;
extern const Command command_history;
extern const Command command_heads;
extern const Command command_show;
extern const Command command_diff;
extern const Command command_schema;
extern const Command command_check;
extern const Command command_verify;
extern const Command command_hooks;
extern const Command command_trust;
extern const Command command_hook;
extern const Command command_log;
extern const Command command_blame;
extern const Command command_describe;
extern const Command command_notes;

#endif
