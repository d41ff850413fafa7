/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * The record of one event, as it lies in the ring buffer and in raw recordings. engine/layout.ts
 * describes the same bytes to the reader, and says what each part means; a test compares the two.
 */
#pragma once

#define NUMBER_SLOTS 6
#define BYTES_SLOTS 5

enum event_type { EVENT_CALL, EVENT_FORK, EVENT_EXEC, EVENT_EXIT };
enum event_phase { PHASE_ENTER = 1, PHASE_EXIT = 2 };
enum event_flag { FLAG_LATE = 1, FLAG_UNREADABLE = 2, FLAG_COMPAT = 4 };
enum span_index { SPAN_COMM = 5, SPAN_EXE, SPAN_CONTAINER, SPAN_HOST, SPAN_SYSCALL, SPAN_COUNT };

enum carried_bit {
	CARRIED_NUMBER = 1 << 0,
	CARRIED_ARGS = 0x3f << 6,
	CARRIED_RET = 1 << 12,
	CARRIED_PPID = 1 << 13,
	CARRIED_UID = 1 << 14,
	CARRIED_EUID = 1 << 15,
	CARRIED_GID = 1 << 16,
	CARRIED_SESSION = 1 << 17,
	CARRIED_NR = 1 << 18,
};

struct span {
	u16 offset; /* from the start of the record; 0: not carried */
	u16 length;
};

struct event {
	u32 size; /* of the whole record, a multiple of 8 */
	u8 type, phase;
	u16 kind;
	u64 ts;                /* CLOCK_MONOTONIC, ns */
	u64 start, root_start; /* ns since boot, cut to the 10 ms that /proc/PID/stat shows */
	u32 pid, tid, ppid, root; /* numbers of the initial pid namespace */
	u32 uid, euid, gid, session;
	s32 nr;
	u16 call, flags;
	u32 carried, cut; /* cut: bit i says that span i is longer than what is here */
	s64 ret;          /* of an exit: the wait status, exit code << 8 | signal */
	u64 args[6];
	u64 numbers[NUMBER_SLOTS];
	struct span spans[SPAN_COUNT];
};

_Static_assert(sizeof(struct event) == 224, "struct event must be what engine/layout.ts says");
