/* Questions to whoever sits at the terminal. */
#ifndef CLI_QUESTIONS_H
#define CLI_QUESTIONS_H

#include "workflow/autogenerate.h"

/* The questions of autogenerate when there is a terminal to ask at; without
 * one all are NULL and the answer is no. */
Questions questions_for_terminal(void);

/* Whether there is a terminal to ask at. */
gboolean questions_can_ask(void);

/* Whether the question is answered with yes; without a terminal it is no. */
gboolean questions_confirm(const char *question);

/* Whether the question is answered with anything but no; without a terminal
 * it is yes. */
gboolean questions_ask_yes(const char *question);

#endif
