/* An end to what hangs: hooks hold git up for as long as they run. */
#ifndef CLI_WATCHDOG_H
#define CLI_WATCHDOG_H

/* Ends the process with `status` and a message after that many seconds; 0
 * calls it off. Called again, it starts anew. An open transaction of an
 * embedded engine is rolled back by whoever opens the database next. */
void watchdog_start(unsigned seconds, int status);

#endif
