/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* Who makes a call, and through which door. */
#pragma once

#include "maps.h"

/* What /proc/PID/stat can tell of a process's start: clock ticks of 10 ms. */
#define TICK 10000000ULL

/*
 * masked and within_slack tell the verifier, which cannot always follow, how big a number can be at
 * most. A mask does that without a branch, and a branch less in a loop halves the ways through it.
 */
static __always_inline u64 masked(u64 value, u64 mask)
{
	asm volatile("%[value] &= %[mask]" : [value] "+r"(value) : [mask] "i"(mask));
	return value;
}

static __always_inline u64 within_slack(u64 size)
{
	return masked(size, SLACK - 1);
}

/*
 * Since 5.11 a program is given the running task with its type, and what it reads through that is a
 * load; before, each read is the call of a helper. The hooks on calls run at every system call of
 * the machine, so there it shows.
 */
#define TYPED_TASKS bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)

static __always_inline struct task_struct *current_task(void)
{
	return TYPED_TASKS ? bpf_get_current_task_btf()
			   : (struct task_struct *)bpf_get_current_task();
}

/* of_task reads a member of a task: of_task(task, real_parent, tgid) is task->real_parent->tgid. */
#define of_task(task, ...) \
	(TYPED_TASKS ? ___arrow(task, __VA_ARGS__) : BPF_CORE_READ(task, __VA_ARGS__))

/* start_of returns when the process of a task was started, as struct event has it. */
static __always_inline u64 start_of(struct task_struct *task)
{
	return of_task(task, group_leader, start_boottime) / TICK * TICK;
}

#if defined(__TARGET_ARCH_x86)

#define TS_COMPAT 2
#define X32_BIT 0x40000000

/* is_32bit tells calls whose number is not one of the 64-bit table: int 0x80, sysenter and x32. */
static __always_inline bool is_32bit(struct task_struct *task, long nr)
{
	return nr >= X32_BIT || (of_task(task, thread_info.status) & TS_COMPAT);
}

static __always_inline long number_of(struct pt_regs *regs)
{
	return (int)regs->orig_ax;
}

static __always_inline void read_args(u64 *args, struct pt_regs *regs, bool narrow)
{
	if (narrow) {
		args[0] = (u32)regs->bx;
		args[1] = (u32)regs->cx;
		args[2] = (u32)regs->dx;
		args[3] = (u32)regs->si;
		args[4] = (u32)regs->di;
		args[5] = (u32)regs->bp;
	} else {
		args[0] = regs->di;
		args[1] = regs->si;
		args[2] = regs->dx;
		args[3] = regs->r10;
		args[4] = regs->r8;
		args[5] = regs->r9;
	}
}

#elif defined(__TARGET_ARCH_arm64)

#define TIF_32BIT (1 << 22)
#define X32_BIT 0x40000000

static __always_inline bool is_32bit(struct task_struct *task, long nr)
{
	return of_task(task, thread_info.flags) & TIF_32BIT;
}

static __always_inline long number_of(struct pt_regs *regs)
{
	return regs->syscallno;
}

static __always_inline void read_args(u64 *args, struct pt_regs *regs, bool narrow)
{
	u64 mask = narrow ? 0xffffffff : ~0ULL;

	args[0] = regs->orig_x0 & mask;
	args[1] = regs->regs[1] & mask;
	args[2] = regs->regs[2] & mask;
	args[3] = regs->regs[3] & mask;
	args[4] = regs->regs[4] & mask;
	args[5] = regs->regs[5] & mask;
}

#endif

/* recipe_index returns where in recipes it says what to do with call nr of the running task. */
static __always_inline u32 recipe_index(struct task_struct *task, long nr)
{
	if (is_32bit(task, nr))
		return RECIPE_COMPAT;
	return (unsigned long)nr < RECIPE_COMPAT ? nr : RECIPE_UNKNOWN;
}

/* read_call takes a call out of the registers. */
static __always_inline void read_call(struct call *call, struct pt_regs *regs, long nr, u32 recipe)
{
	call->nr = nr;
	call->recipe = recipe;
	/* x32 passes its arguments in the 64-bit registers. */
	read_args(call->args, regs, recipe == RECIPE_COMPAT && nr < X32_BIT);
}

/*
 * target_of returns the target that a task belongs to, or NULL. When every process is a target,
 * one that is seen for the first time becomes the root of its own tree.
 */
static __always_inline struct target *target_of(struct task_struct *task, u32 tgid)
{
	struct target *target = bpf_map_lookup_elem(&exeray_targets, &tgid);
	struct settings *settings;
	struct target seen = {};
	u32 zero = 0;

	if (target) {
		if (target->start == start_of(task))
			return target;
		bpf_map_delete_elem(&exeray_targets, &tgid);
	}
	settings = bpf_map_lookup_elem(&exeray_settings, &zero);
	if (!settings || !settings->all || settings->self == tgid)
		return NULL;
	seen.root = tgid;
	seen.flags = TARGET_FOLLOW;
	seen.start = seen.root_start = start_of(task);
	if (bpf_map_update_elem(&exeray_targets, &tgid, &seen, BPF_ANY))
		count(COUNTER_TARGETS_FULL);
	return bpf_map_lookup_elem(&exeray_targets, &tgid);
}

/* describe writes into a record who it is about: everything but what the call itself is. */
static __always_inline void describe(struct event *event, struct task_struct *task,
				     const struct target *target)
{
	u8 *comm = (u8 *)(event + 1);
	long length;

	event->ts = bpf_ktime_get_ns();
	event->start = target->start;
	event->root_start = target->root_start;
	event->root = target->root;
	event->pid = of_task(task, tgid);
	event->tid = of_task(task, pid);
	event->ppid = of_task(task, real_parent, tgid);
	event->uid = of_task(task, cred, uid.val);
	event->euid = of_task(task, cred, euid.val);
	event->gid = of_task(task, cred, gid.val);
	event->session = of_task(task, signal, pids[PIDTYPE_SID], numbers[0].nr);
	event->carried |= CARRIED_PPID | CARRIED_UID | CARRIED_EUID | CARRIED_GID | CARRIED_SESSION;

	length = bpf_probe_read_kernel_str(comm, sizeof(task->comm), &task->comm);
	event->spans[SPAN_COMM].offset = sizeof(*event);
	event->spans[SPAN_COMM].length = length > 0 ? length - 1 : 0;
}

/* begin starts a record in scratch. The name of the thread is always the first of its texts. */
static __always_inline void begin(struct scratch *s, struct task_struct *task,
				  const struct target *target)
{
	__builtin_memset(&s->event, 0, sizeof(s->event));
	s->used = sizeof(task->comm);
	s->unreadable = 0;
	s->address = -1;
	describe(&s->event, task, target);
}

/* finish pads the record to a multiple of 8 with zeros and returns its size. */
static __always_inline u32 finish(struct scratch *s)
{
	u64 used = *(volatile u32 *)&s->used;
	u32 size;

	if (used > TEXT_MAX + LIST_MAX)
		used = 0; /* no text is longer than LIST_MAX, so this cannot be */
	size = (sizeof(s->event) + used + 7) & ~7;
	__builtin_memset(&s->data[used], 0, 8);
	s->event.size = size;
	return size;
}
