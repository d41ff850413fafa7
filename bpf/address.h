/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* The parts of a socket's address (struct sockaddr). */
#pragma once

#include "memory.h"

enum { AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10 };

/* address reads a sockaddr once for all parts that are asked of it, and returns its family or 0. */
__noinline int address(u32 index, u64 from, s32 length)
{
	struct scratch *s = scratch(index);
	u64 size;

	if (!s)
		return 0;
	if (s->address < 0) {
		s->address = 0;
		__builtin_memset(s->address_bytes, 0, sizeof(s->address_bytes));
		if (!from || length < 2)
			return 0;
		size = length;
		if (size > ADDRESS_MAX)
			size = ADDRESS_MAX;
		if (bpf_probe_read_user(s->address_bytes, size, (void *)from))
			s->unreadable = 1;
		else
			s->address = size;
	}
	return s->address < 2 ? 0 : *(u16 *)s->address_bytes;
}

static __always_inline void address_text(struct scratch *s, u32 slot, u32 offset, u64 length)
{
	u64 used;

	if (!begin_text(s, slot, &used))
		return;
	if (length > ADDRESS_MAX - 8)
		length = ADDRESS_MAX - 8;
	if (!bpf_probe_read_kernel(&s->data[used], length, &s->address_bytes[offset]))
		end_text(s, slot, used + length);
}

static __always_inline void ip(struct scratch *s, u32 slot, u64 from, s32 length)
{
	int family = address(s->index, from, length);

	/* struct sockaddr_in and sockaddr_in6 */
	if (family == AF_INET && s->address >= 8)
		address_text(s, slot, 4, 4);
	else if (family == AF_INET6 && s->address >= 24)
		address_text(s, slot, 8, 16);
}

/* A path ends at its zero; an abstract name starts with one and fills the whole length. */
static __always_inline void unix_path(struct scratch *s, u32 slot, u64 from, s32 length)
{
	u64 used;
	long text;

	if (address(s->index, from, length) != AF_UNIX || s->address <= 2)
		return;
	if (!s->address_bytes[2]) {
		address_text(s, slot, 2, s->address - 2);
		return;
	}
	if (!begin_text(s, slot, &used))
		return;
	text = bpf_probe_read_kernel_str(&s->data[used], ADDRESS_MAX - 1, &s->address_bytes[2]);
	if (text > 0)
		end_text(s, slot, used + text - 1);
}
