/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* The texts of a record: where the next one goes, and how it is entered. */
#pragma once

#include "task.h"

static __always_inline void mark_cut(struct scratch *s, u32 slot)
{
	s->event.cut |= 1 << (slot & 31);
}

/* begin_text returns where the next text goes, or false where there is no room left. */
static __always_inline bool begin_text(struct scratch *s, u32 slot, u64 *at)
{
	*at = s->start = *(volatile u32 *)&s->used;
	if (*at <= TEXT_MAX)
		return true;
	mark_cut(s, slot);
	return false;
}

/* end_text enters what lies from s->start up to `used` as text number `slot` of the record. */
static __always_inline void end_text(struct scratch *s, u32 slot, u32 used)
{
	s->used = used;
	if (slot >= SPAN_COUNT)
		return;
	slot = masked(slot, 15); /* the verifier may have forgotten */
	s->event.spans[slot].offset = sizeof(s->event) + s->start;
	s->event.spans[slot].length = used - s->start;
}

static __always_inline void kernel_string(struct scratch *s, u32 slot, const char *from)
{
	u64 used;
	long length;

	if (!begin_text(s, slot, &used))
		return;
	length = bpf_probe_read_kernel_str(&s->data[used], STRING_MAX + 1, from);
	if (length > 0)
		end_text(s, slot, used + length - 1);
}
