/* Whose turn it is to write notes. */
#ifndef REPOSITORY_NOTES_LOCK_H
#define REPOSITORY_NOTES_LOCK_H

#include "internal.h"

/* Waits for the other writers of this program and holds them off until
 * notes_unlock(); the kernel lets go when the process dies. It is a courtesy
 * that keeps them from starving each other, not what keeps notes: -1, when it
 * cannot be had in reasonable time, is no failure. */
int notes_lock(Repository *repository);
void notes_unlock(int lock);

#endif
