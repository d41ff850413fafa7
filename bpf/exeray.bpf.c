// SPDX-License-Identifier: (MIT OR GPL-2.0-only)
/*
 * The eyes of ExeRay in the kernel: every system call that a watched process makes, and its
 * children, from before they run. What is wanted of which call is data (maps.h); the gates come
 * cheapest first, so that a process nobody watches pays for two look-ups at most.
 */
#include "kernel.h"
#include "event.h"
#include "maps.h"
#include "ring.h"
#include "task.h"
#include "capture.h"
#include "exec.h"

char LICENSE[] SEC("license") = "Dual MIT/GPL";

/* choose leaves in s->call the recipe for what a call that does several things does this time. */
__noinline int choose(u32 index)
{
	struct scratch *s = scratch(index);
	u32 i, value;

	if (!s)
		return 0;
#pragma clang loop unroll(disable)
	for (i = 0; i < CHOICES; i++) {
		u32 at = s->call.recipe;
		struct recipe *recipe = bpf_map_lookup_elem(&exeray_recipes, &at);

		if (!recipe || !recipe->next)
			break;
		value = argument(s, recipe->choice);
		if (value == recipe->values[0] || value == recipe->values[1])
			break;
		s->call.recipe = recipe->next;
	}
	return 0;
}

static __always_inline u64 *waiting(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&exeray_waiting, &zero);
}

/* wait_for_return remembers a call of thread tid until it returns. */
static __always_inline bool wait_for_return(u32 tid, const struct call *call, u32 flags)
{
	struct pending pending = { .call = *call, .flags = flags };
	u64 *calls = waiting();

	if (!bpf_map_update_elem(&exeray_pending, &tid, &pending, BPF_NOEXIST)) {
		if (calls)
			__sync_fetch_and_add(calls, 1);
		return true;
	}
	/* The return of the call before it was not seen: a signal's handler was run instead. */
	if (!bpf_map_update_elem(&exeray_pending, &tid, &pending, BPF_EXIST))
		return true;
	if (flags & PENDING_KEPT)
		bpf_map_delete_elem(&exeray_kept, &tid);
	return false;
}

/* wait_no_more forgets a call. */
static __always_inline void wait_no_more(u32 tid)
{
	u64 *calls = waiting();

	if (!bpf_map_delete_elem(&exeray_pending, &tid) && calls)
		__sync_fetch_and_add(calls, -1);
}

/* keep stores the record of a call, because what it was read from will be gone when it returns. */
static __always_inline bool keep(u32 tid, struct scratch *s)
{
	return !bpf_map_update_elem(&exeray_kept, &tid, &s->event, BPF_ANY);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(exeray_enter, struct pt_regs *regs, long nr)
{
	struct task_struct *task = current_task();
	u32 index = recipe_index(task, nr);
	struct recipe *recipe = bpf_map_lookup_elem(&exeray_recipes, &index);
	struct target *target;
	struct scratch *s;
	u32 flags = 0, size, tid;
	bool silent;

	if (!recipe || !(recipe->phases | recipe->counter))
		return 0;
	target = target_of(task, of_task(task, tgid));
	if (!target)
		return 0;
	silent = target->flags & TARGET_WAIT_EXEC;
	if (silent && !(recipe->flags & RECIPE_EXEC))
		return 0;
	if (recipe->counter)
		count(recipe->counter);
	if (!recipe->phases)
		return 0;
	s = scratch(SCRATCH_ENTER);
	if (!s)
		return 0;

	read_call(&s->call, regs, nr, index);
	if (recipe->next) {
		choose(s->index);
		recipe = bpf_map_lookup_elem(&exeray_recipes, &s->call.recipe);
		if (!recipe || !recipe->phases)
			return 0;
	}
	begin(s, task, target);
	tid = s->event.tid;
	s->event.phase = PHASE_ENTER;
	s->last = 0;
	capture(s->index);
	size = finish(s);
	if (s->unreadable)
		flags = PENDING_LATE;
	else if (recipe->flags & (RECIPE_EXEC | RECIPE_KEEP) &&
		 (silent || recipe->phases & PHASE_EXIT) &&
		 keep(tid, s))
		flags = PENDING_KEPT;

	if ((s->unreadable || silent || recipe->phases & PHASE_EXIT) &&
	    !wait_for_return(tid, &s->call, flags)) {
		/* Nothing will come at its return, so what there is comes now. */
		if (silent || recipe->phases & PHASE_EXIT)
			count(COUNTER_PENDING_FULL);
		if (s->unreadable)
			s->event.flags |= FLAG_UNREADABLE;
		flags = 0;
	}
	if (recipe->phases & PHASE_ENTER && !silent && !(flags & PENDING_LATE))
		send(&s->event, size);
	return 0;
}

/* tell_return makes one record of a call that has returned and sends it. */
static __always_inline void tell_return(struct scratch *s, struct task_struct *task,
					const struct target *target, const struct kept *kept,
					u8 phase, u16 flags, s64 ret)
{
	if (kept && recall(s, kept, task, target)) {
		s->event.phase = phase;
		s->event.ret = ret;
		s->event.carried |= CARRIED_RET;
		send(&s->event, finish(s));
		return;
	}
	begin(s, task, target);
	s->event.phase = phase;
	s->event.flags = flags;
	s->last = 1;
	s->event.ret = phase == PHASE_EXIT ? ret : 0;
	capture(s->index);
	if (s->unreadable)
		s->event.flags |= FLAG_UNREADABLE;
	send(&s->event, finish(s));
}

SEC("tp_btf/sys_exit")
int BPF_PROG(exeray_return, struct pt_regs *regs, long ret)
{
	long nr = number_of(regs);
	struct task_struct *task;
	struct pending *pending;
	struct target *target;
	struct kept *kept = NULL;
	struct recipe *recipe;
	struct scratch *s;
	u64 *calls = waiting();
	u32 index, tid;
	u16 flags;

	if (!calls || !*(volatile u64 *)calls)
		return 0;
	task = current_task();
	index = recipe_index(task, nr);
	recipe = bpf_map_lookup_elem(&exeray_recipes, &index);
	/* A return from a signal handler has no number any more. */
	if (!recipe || (nr >= 0 && !recipe->phases))
		return 0;
	tid = of_task(task, pid);
	pending = bpf_map_lookup_elem(&exeray_pending, &tid);
	if (!pending)
		return 0;
	s = scratch(SCRATCH_RETURN);
	if (!s)
		return 0;
	s->call = pending->call;
	s->child = pending->child;
	flags = pending->flags & PENDING_LATE ? FLAG_LATE : 0;
	if (pending->flags & PENDING_KEPT)
		kept = bpf_map_lookup_elem(&exeray_kept, &tid);
	wait_no_more(tid);

	/* What was wanted may have changed while the call was under way. */
	if (nr >= 0 && (s->call.nr != nr ||
			(s->call.recipe == RECIPE_COMPAT) != (index == RECIPE_COMPAT)))
		goto out;
	recipe = bpf_map_lookup_elem(&exeray_recipes, &s->call.recipe);
	target = target_of(task, of_task(task, tgid));
	if (!recipe || !target || target->flags & TARGET_WAIT_EXEC)
		goto out;
	if (flags & FLAG_LATE && recipe->phases & PHASE_ENTER)
		tell_return(s, task, target, NULL, PHASE_ENTER, flags, ret);
	if (recipe->phases & PHASE_EXIT)
		tell_return(s, task, target, recipe->flags & RECIPE_KEEP ? kept : NULL, PHASE_EXIT,
			    flags, ret);
out:
	if (kept)
		bpf_map_delete_elem(&exeray_kept, &tid);
	return 0;
}

SEC("tp_btf/sched_process_fork")
int BPF_PROG(exeray_fork, struct task_struct *parent, struct task_struct *child)
{
	u32 tgid = child->tgid, parent_tgid = parent->tgid, parent_tid = parent->pid;
	struct pending *pending = bpf_map_lookup_elem(&exeray_pending, &parent_tid);
	struct target *target;
	struct target inherited;
	struct scratch *s;

	/* The call will return the number that it has in the parent's pid namespace. */
	if (pending)
		pending->child = child->pid;
	if (tgid == parent_tgid)
		return 0; /* a thread: it belongs to its process */
	target = target_of(parent, parent_tgid);
	if (!target || !(target->flags & TARGET_FOLLOW))
		return 0;
	inherited = *target;
	inherited.start = start_of(child);
	if (bpf_map_update_elem(&exeray_targets, &tgid, &inherited, BPF_ANY)) {
		count(COUNTER_TARGETS_FULL);
		return 0;
	}
	s = scratch(SCRATCH_FORK);
	if (!s || inherited.flags & TARGET_WAIT_EXEC)
		return 0;
	begin(s, child, &inherited);
	s->event.type = EVENT_FORK;
	/* Who made it: not always its parent (CLONE_PARENT). */
	s->event.numbers[0] = parent_tgid;
	s->event.carried |= CARRIED_NUMBER;
	send(&s->event, finish(s));
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(exeray_exec, struct task_struct *task, int old_pid, struct linux_binprm *bprm)
{
	/* A thread that is not the first takes over the number of the first; it called as old_pid. */
	u32 tid = old_pid;
	struct pending *pending = bpf_map_lookup_elem(&exeray_pending, &tid);
	struct target *target = target_of(task, task->tgid);
	struct scratch *s = scratch(SCRATCH_EXEC);
	struct recipe *recipe = NULL;
	struct kept *kept = NULL;
	bool silent, late = false;

	if (!s)
		return 0;
	if (pending) {
		s->call = pending->call;
		late = pending->flags & PENDING_LATE;
		if (pending->flags & PENDING_KEPT)
			kept = bpf_map_lookup_elem(&exeray_kept, &tid);
		wait_no_more(tid);
		recipe = bpf_map_lookup_elem(&exeray_recipes, &s->call.recipe);
	}
	if (!target)
		goto out;
	silent = target->flags & TARGET_WAIT_EXEC;
	target->flags &= ~TARGET_WAIT_EXEC;
	if (recipe && recipe->phases & PHASE_ENTER && (silent || late))
		tell_execve(s, task, target, bprm, kept, PHASE_ENTER);
	tell_exec(s, task, target, bprm);
	/*
	 * From here on nothing can go wrong with the call: it returns 0. This is told here, where
	 * what it was called with is at hand.
	 */
	if (recipe && recipe->phases & PHASE_EXIT)
		tell_execve(s, task, target, bprm, kept, PHASE_EXIT);
out:
	if (kept)
		bpf_map_delete_elem(&exeray_kept, &tid);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(exeray_end, struct task_struct *task)
{
	u32 tid = task->pid, tgid = task->tgid;
	struct pending *pending = bpf_map_lookup_elem(&exeray_pending, &tid);
	struct target *target, ended;
	struct scratch *s;

	if (pending) {
		if (pending->flags & PENDING_KEPT)
			bpf_map_delete_elem(&exeray_kept, &tid);
		wait_no_more(tid);
	}
	if (task->signal->live.counter > 0)
		return 0;
	target = bpf_map_lookup_elem(&exeray_targets, &tgid);
	if (!target)
		return 0;
	ended = *target;
	/* Two last threads can come here at once: the one that deletes the entry tells. */
	if (bpf_map_delete_elem(&exeray_targets, &tgid))
		return 0;
	s = scratch(SCRATCH_END);
	if (!s)
		return 0;
	begin(s, task, &ended);
	s->event.type = EVENT_EXIT;
	s->event.ret = task->signal->group_exit_code ? task->signal->group_exit_code
						     : task->exit_code;
	s->event.carried |= CARRIED_RET;
	send(&s->event, finish(s));
	return 0;
}
