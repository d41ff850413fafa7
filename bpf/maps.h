/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * The maps and what lies in them. User space fills targets, recipes and settings
 * (sensor/kernel/recipes.ts and sensor/kernel/targets.ts write these structs byte by byte; a test compares).
 */
#pragma once

#include "event.h"

/* How one number of a record is got. */
enum number_from {
	NUMBER_NONE,
	NUMBER_I32,      /* low half of argument arg, sign-extended */
	NUMBER_U32,      /* low half of argument arg */
	NUMBER_U64,      /* argument arg */
	NUMBER_CONSTANT, /* constant, sign-extended */
	NUMBER_STRUCT4,  /* 4 bytes at constant in what argument arg points to */
	NUMBER_STRUCT8,
	NUMBER_STRINGS,  /* how many strings the array at argument arg has */
	NUMBER_IOVEC,    /* sum of the lengths of the iovec at arg with argument other entries */
	NUMBER_FAMILY,   /* of the sockaddr at arg, its size argument other */
	NUMBER_PORT,
	NUMBER_RESULT, /* what the call returned, where it has succeeded */
	/* One of the sets at arg, the first at constant, as the capget header at other lays them out. */
	NUMBER_CAPABILITIES,
	NUMBER_PROCESS, /* pid of the process that the descriptor arg stands for */
	NUMBER_CHILD,   /* pid of the process or thread that the call has made */
};

/* How one text of a record is got. */
enum bytes_from {
	BYTES_NONE,
	BYTES_STRING,  /* C string at argument arg */
	BYTES_BUFFER,  /* argument other bytes at argument arg */
	BYTES_IOVEC,   /* what the iovec at arg with argument other entries gathers */
	BYTES_STRINGS, /* NULL-terminated array of C strings at arg */
	BYTES_IP,      /* of the sockaddr at arg, its size argument other */
	BYTES_PATH,
	BYTES_DESCRIPTOR, /* path of the file that descriptor arg refers to */
	BYTES_OPENED,     /* path of the file that the descriptor in the result refers to */
	BYTES_PROGRAM,    /* path of the program that an execve runs */
	BYTES_JOINED,     /* C string at arg behind the directory of descriptor other */
	BYTES_DIRECTORY,  /* path of the working directory, when the call has succeeded */
};

/* BYTES_JOINED: the working directory instead of a descriptor. */
#define WORKING_DIRECTORY 255
#define AT_FDCWD -100

/*
 * How the memory is found that is read; nothing of it: at argument arg, or offset bytes into what
 * that points to, argument other long.
 */
enum how {
	HOW_RETURN = 1,     /* when the call has returned, not before */
	HOW_PAIR = 4,       /* there, address and length lie one behind the other, 8 bytes each */
	HOW_LENGTH_AT = 8,  /* argument other points to the length, 4 bytes */
	HOW_RESULT = 16,    /* no more than the call returned */
	HOW_MESSAGE = 32,   /* no more than the first struct mmsghdr at arg says was received */
	/* Of a sockaddr: */
	HOW_UNSPEC = 2,     /* one without a family is taken for one of socket argument 0 */
	HOW_PEER = 64,      /* where none is passed, who socket argument 0 is connected to */
	HOW_ACCEPTED = 128, /* not from memory: who the socket in the result is connected to */
};

struct number_source {
	u8 from, arg, other, how;
	s32 constant; /* or the offset */
};

struct bytes_source {
	u8 from, arg, other, how; /* other, of an execve's BYTES_STRINGS: 0 argv, 1 environment */
	u16 max, offset;          /* max bytes are kept of a BYTES_BUFFER or BYTES_IOVEC */
};

enum recipe_flag {
	/* The call replaces the memory it is made from: its texts cannot be read afterwards. */
	RECIPE_EXEC = 1,
	/* What its descriptor refers to cannot be told afterwards: the call closes it. */
	RECIPE_KEEP = 2,
};

/* What to do with one system call. */
struct recipe {
	u16 kind, call;
	u8 phases;  /* enum event_phase: when a record is wanted; 0: never */
	u8 counter; /* enum counter: what to count the call as, if a target makes it; 0: nothing */
	u8 flags;   /* enum recipe_flag */
	u8 pad;
	struct number_source numbers[NUMBER_SLOTS];
	struct bytes_source bytes[BYTES_SLOTS];
	/*
	 * Of a call that does several things: where argument choice is none of values, it is the
	 * recipe with index next that holds. 0: this one does in any case.
	 */
	u16 next;
	u8 choice, pad2;
	u16 values[2];
};

/*
 * Index in recipes: the number of the call, or for calls that have none we know the last two of the
 * first 512. Behind them lie those that are reached through another one's next.
 */
#define RECIPES 544
#define RECIPE_COMPAT 510  /* made through the 32-bit entry */
#define RECIPE_UNKNOWN 511 /* number beyond the table */
#define CHOICES 8          /* recipes that one call has at most */

enum target_flag {
	TARGET_FOLLOW = 1,    /* its children become targets */
	TARGET_WAIT_EXEC = 2, /* silent until it runs another program */
};

/* A process that is watched; the key is its pid (tgid). */
struct target {
	u32 root, flags;
	u64 start, root_start; /* as in struct event; start tells a reused pid */
};

struct settings {
	u32 self; /* pid of the sensor's process, which is never watched */
	u32 all;  /* whether every process is a target */
};

/* Losses and warnings. sensor/kernel/counters.ts has their words. */
enum counter {
	COUNTER_NONE,
	COUNTER_RING_FULL,
	COUNTER_PENDING_FULL,
	COUNTER_TARGETS_FULL,
	COUNTER_COMPAT,
	COUNTER_IO_URING,
	COUNTERS,
};

/* A system call as the registers have it. */
struct call {
	u64 args[6];
	s32 nr;
	u32 recipe; /* index in recipes */
};

enum pending_flag {
	PENDING_LATE = 1, /* not yet delivered: something could not be read when it was made */
	PENDING_KEPT = 2, /* its record is in kept */
};

/* A call of a target that has not returned; the key is the thread. */
struct pending {
	struct call call;
	u32 flags;
	u32 child; /* pid of what it has made */
};

/* Texts: the most bytes kept of a path, of a list in total, and of all texts of a record. */
#define STRING_MAX 4095
#define LIST_MAX 4096
#define ADDRESS_MAX 128 /* struct sockaddr_storage: the kernel takes no more */
#define TEXT_MAX (4 * 4096) /* no text starts behind this */
#define SLACK 8192          /* what the verifier is promised of the size of any text */
#define KEPT_MAX (3 * 4096 + 512)

/* Where a record is built; it is too big for the stack. */
struct scratch {
	struct call call;
	u32 index;      /* which of them this is */
	u32 used;       /* bytes of data that are filled */
	u32 unreadable; /* whether some argument could not be read */
	u32 last;       /* whether what cannot be read now will not be tried again */
	u32 start;      /* where the text that is being captured starts in data */
	s32 address;    /* bytes of the sockaddr that are in address_bytes; -1: not looked at */
	u32 left;       /* of a path that is built from its end */
	u32 unspec;     /* whether a sockaddr may be without a family */
	u32 child;      /* as in struct pending */
	u32 pad;
	u64 sum;        /* of what a loop adds up */
	u64 from;       /* memory that locate has found: where, how long, and how much of it counts */
	u64 length;
	u64 limit;
	u64 mount;      /* that whole_mount has found */
	u8 address_bytes[ADDRESS_MAX];
	struct event event;
	u8 data[TEXT_MAX + LIST_MAX + SLACK];
};

/* The record of an execve as it was when the call was made. */
struct kept {
	struct event event;
	u8 data[KEPT_MAX];
};

/*
 * A scratch for each program: where the kernel lets programs be preempted, it does not run the same
 * one twice on a CPU, but it may run another.
 */
enum scratch_index {
	SCRATCH_ENTER,
	SCRATCH_RETURN,
	SCRATCH_FORK,
	SCRATCH_EXEC,
	SCRATCH_END,
	SCRATCHES,
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, RECIPES);
	__type(key, u32);
	__type(value, struct recipe);
} exeray_recipes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, u32);
	__type(value, struct target);
} exeray_targets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct settings);
} exeray_settings SEC(".maps");

/* How many CPUs are counted apart; one beyond shares the row of another. */
#define COUNTED_CPUS 64

/*
 * A row of counters for each CPU, mapped by the reader: it looks at every turn, which must cost it
 * no system call. CPUs that share a row are why counting is atomic.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, COUNTERS * COUNTED_CPUS);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, u32);
	__type(value, u64);
} exeray_counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 32768);
	__type(key, u32);
	__type(value, struct pending);
} exeray_pending SEC(".maps");

/* How many entries pending has: while it is 0, a return of whichever call is nobody's business. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, u64);
} exeray_waiting SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, u32);
	__type(value, struct kept);
} exeray_kept SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SCRATCHES);
	__type(key, u32);
	__type(value, struct scratch);
} exeray_scratch SEC(".maps");

static __always_inline void count(u32 cause)
{
	u32 index = bpf_get_smp_processor_id() % COUNTED_CPUS * COUNTERS + cause;
	u64 *counter = bpf_map_lookup_elem(&exeray_counters, &index);

	if (counter)
		__sync_fetch_and_add(counter, 1);
}

static __always_inline struct scratch *scratch(u32 index)
{
	struct scratch *s = bpf_map_lookup_elem(&exeray_scratch, &index);

	if (s)
		s->index = index;
	return s;
}
