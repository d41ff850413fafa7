/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* The ring buffer: how a record gets to the reader, and when the reader is woken. */
#pragma once

#include "maps.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 16 << 20);
} exeray_ring SEC(".maps");

/* What the reader shares with us. */
struct reader {
	u32 asleep; /* it has seen the ring empty and waits to be woken */
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, u32);
	__type(value, struct reader);
} exeray_reader SEC(".maps");

/* is_asleep tells whether the reader is to be woken, and if so that somebody does it now. */
static __always_inline bool is_asleep(struct reader *reader)
{
	if (!*(volatile u32 *)&reader->asleep)
		return false;
	*(volatile u32 *)&reader->asleep = 0;
	return true;
}

/*
 * send puts a finished record into the ring buffer, or counts it as lost. Waking costs more than
 * the record, in a virtual machine above all, and so only a reader that sleeps is woken. One that
 * falls asleep meanwhile either has seen the record or is seen here after it: it says that it
 * sleeps before it looks, and what takes the record out of the ring's hands is a full barrier.
 */
static __always_inline void send(void *record, u32 size)
{
	u32 zero = 0;
	struct reader *reader = bpf_map_lookup_elem(&exeray_reader, &zero);
	u64 wake;
	void *bell;

	if (!reader)
		return;
	wake = is_asleep(reader) ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP;
	if (bpf_ringbuf_output(&exeray_ring, record, size, wake)) {
		count(COUNTER_RING_FULL);
		if (wake == BPF_RB_NO_WAKEUP)
			return;
	} else if (wake == BPF_RB_FORCE_WAKEUP || !is_asleep(reader)) {
		return;
	}
	bell = bpf_ringbuf_reserve(&exeray_ring, 8, 0);
	if (bell)
		bpf_ringbuf_discard(bell, BPF_RB_FORCE_WAKEUP);
	else
		reader->asleep = 1; /* whoever comes next wakes it */
}
