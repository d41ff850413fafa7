/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * An execve that succeeded. The memory that it was called from is gone, so what it was called with
 * is either kept from then, or comes from what the kernel itself made of it.
 */
#pragma once

#include "capture.h"
#include "ring.h"
#include "path.h"

#define GROUP_DEPTH 16 /* control groups in each other */
#define NAME_SIZE 256  /* NAME_MAX and a zero byte */

/* region captures the strings that the kernel laid one after the other in the new memory. */
static __always_inline void region(struct scratch *s, u32 slot, u64 from, u64 end)
{
	u64 size = end - from, used;

	if (!begin_text(s, slot, &used))
		return;
	if (size > LIST_MAX) {
		size = LIST_MAX;
		mark_cut(s, slot);
	}
	size = within_slack(size);
	if (bpf_probe_read_user(&s->data[used], size, (void *)from)) {
		s->unreadable = 1;
		return;
	}
	if (size)
		s->data[used + within_slack(size - 1)] = 0;
	end_text(s, slot, used + size);
}

static __always_inline void arguments(struct scratch *s, u32 slot, struct mm_struct *mm)
{
	region(s, slot, BPF_CORE_READ(mm, arg_start), BPF_CORE_READ(mm, arg_end));
}

static __always_inline void environment(struct scratch *s, u32 slot, struct mm_struct *mm)
{
	region(s, slot, BPF_CORE_READ(mm, env_start), BPF_CORE_READ(mm, env_end));
}

/*
 * reconstruct makes the record of an execve from the new memory. For a script this is the command
 * line of its interpreter, and the name of a program given by descriptor is /dev/fd/N.
 */
__noinline int reconstruct(u32 index, u64 mm_address, u64 filename, u32 argc)
{
	struct mm_struct *mm = (struct mm_struct *)mm_address;
	struct scratch *s = scratch(index);
	struct recipe *recipe;
	struct event *event;
	u64 value;
	u32 i;

	if (!s)
		return 0;
	recipe = bpf_map_lookup_elem(&exeray_recipes, &s->call.recipe);
	if (!recipe)
		return 0;
	event = &s->event;
	event->kind = recipe->kind;
	event->call = recipe->call;
	event->nr = s->call.nr;
	event->carried |= CARRIED_NR | CARRIED_ARGS;
	event->flags |= FLAG_LATE;
	__builtin_memcpy(event->args, s->call.args, sizeof(event->args));
#pragma clang loop unroll(disable)
	for (i = 0; i < NUMBER_SLOTS; i++) {
		const struct number_source *source = &recipe->numbers[i];

		switch (source->from) {
		case NUMBER_I32:
			value = (s64)(s32)argument(s, source->arg);
			break;
		case NUMBER_U32:
			value = (u32)argument(s, source->arg);
			break;
		case NUMBER_U64:
			value = argument(s, source->arg);
			break;
		case NUMBER_CONSTANT:
			value = (s64)source->constant;
			break;
		case NUMBER_STRINGS:
			value = argc;
			break;
		default:
			continue;
		}
		event->numbers[i] = value;
		event->carried |= CARRIED_NUMBER << i;
	}
#pragma clang loop unroll(disable)
	for (i = 0; i < BYTES_SLOTS; i++) {
		const struct bytes_source *source = &recipe->bytes[i];

		if (source->from == BYTES_STRING)
			kernel_string(s, i, (const char *)filename);
		else if (source->from == BYTES_STRINGS && source->other == 0)
			arguments(s, i, mm);
		else if (source->from == BYTES_STRINGS)
			environment(s, i, mm);
		else if (source->from == BYTES_PROGRAM && event->phase == PHASE_EXIT)
			file_path(index, i, (u64)BPF_CORE_READ(mm, exe_file));
	}
	if (s->unreadable)
		event->flags |= FLAG_UNREADABLE;
	return 0;
}

/* kept_size returns the size of a record that was kept, or 0 where it cannot be. */
static __always_inline u64 kept_size(const struct kept *kept)
{
	u64 size = kept->event.size;

	if (size > sizeof(*kept))
		return 0;
	/* Made one with the test above, the two would tell an older verifier nothing. */
	barrier_var(size);
	return size < sizeof(kept->event) ? 0 : size;
}

/* recall takes the record of a call that was kept when it was made back into scratch. */
static __always_inline bool recall(struct scratch *s, const struct kept *kept,
				   struct task_struct *task, const struct target *target)
{
	u64 size = kept_size(kept);

	if (!size || bpf_probe_read_kernel(&s->event, size, kept))
		return false;
	s->used = size - sizeof(kept->event);
	describe(&s->event, task, target);
	return true;
}

/* program enters what an execve runs now, for a record that was begun before. */
__noinline int program(u32 index, u64 file)
{
	struct scratch *s = scratch(index);
	struct recipe *recipe;
	u32 i;

	if (!s)
		return 0;
	recipe = bpf_map_lookup_elem(&exeray_recipes, &s->call.recipe);
#pragma clang loop unroll(disable)
	for (i = 0; recipe && i < BYTES_SLOTS; i++)
		if (recipe->bytes[i].from == BYTES_PROGRAM)
			file_path(index, i, file);
	return 0;
}

/* tell_execve sends one phase of the call itself. */
static __always_inline void tell_execve(struct scratch *s, struct task_struct *task,
					const struct target *target,
					struct linux_binprm *bprm, struct kept *kept, u8 phase)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);
	u64 size;

	if (kept && phase == PHASE_ENTER) {
		/* Told as it was. */
		size = kept_size(kept);
		if (size)
			send(kept, size);
		return;
	}
	if (kept) {
		if (!recall(s, kept, task, target))
			return;
		program(s->index, (u64)BPF_CORE_READ(mm, exe_file));
	} else {
		begin(s, task, target);
		s->event.phase = phase;
		reconstruct(s->index, (u64)mm, (u64)BPF_CORE_READ(bprm, filename),
			    BPF_CORE_READ(bprm, argc));
	}
	s->event.phase = phase;
	if (phase == PHASE_EXIT)
		s->event.carried |= CARRIED_RET;
	send(&s->event, finish(s));
}

/*
 * control_group enters the names of the control group that the running process is in, the innermost
 * first, a zero byte behind each; the group above all others has none.
 */
__noinline int control_group(u32 index, u32 slot)
{
	struct kernfs_node *node = BPF_CORE_READ(current_task(), cgroups, dfl_cgrp, kn);
	struct scratch *s = scratch(index);
	u64 used;
	u32 i;

	if (!s || !begin_text(s, slot, &used))
		return 0;
#pragma clang loop unroll(disable)
	for (i = 0; i < GROUP_DEPTH && node; i++) {
		long length;

		used = *(volatile u32 *)&s->used;
		if (used > TEXT_MAX + LIST_MAX)
			break;
		length = bpf_probe_read_kernel_str(&s->data[used], NAME_SIZE,
						   BPF_CORE_READ(node, name));
		if (length <= 1)
			break;
		s->used = used + length;
		if (bpf_core_field_exists(struct kernfs_node___rcu, __parent))
			node = BPF_CORE_READ((struct kernfs_node___rcu *)node, __parent);
		else
			node = BPF_CORE_READ((struct kernfs_node___plain *)node, parent);
	}
	end_text(s, slot, s->used);
	return 0;
}

/*
 * tell_exec sends the report that a process runs another program from now on, and where it does: a
 * process that is gone a moment later could not be asked.
 */
static __always_inline void tell_exec(struct scratch *s, struct task_struct *task,
				      const struct target *target, struct linux_binprm *bprm)
{
	struct mm_struct *mm = BPF_CORE_READ(task, mm);

	begin(s, task, target);
	s->event.type = EVENT_EXEC;
	kernel_string(s, 0, BPF_CORE_READ(bprm, filename));
	arguments(s, 1, mm);
	file_path(s->index, SPAN_EXE, (u64)BPF_CORE_READ(mm, exe_file));
	directory_path(s, 2, false);
	control_group(s->index, 3);
	send(&s->event, finish(s));
}
