/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Carrying out a recipe: the numbers and texts of one call, out of its registers and the memory of
 * the process. A switch is over the ways to capture, never over system calls.
 *
 * What loops is a function of its own that takes numbers only and finds its scratch by index: such
 * a function the verifier judges once (since Linux 5.6), and not again for each of its calls. What a
 * loop adds up lives in scratch and not in a register, so that all ways through one turn end alike.
 */
#pragma once

#include "task.h"

#define STRINGS_MAX 128   /* strings kept of a list */
#define COUNT_MAX 1024    /* strings counted of a list */
#define IOVEC_MAX 1024    /* UIO_MAXIOV: the kernel takes no more */
#define GATHER_MAX 64     /* entries of an iovec whose bytes are kept */

enum { AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10 };

struct iovec {
	u64 base, length;
};

static __always_inline u64 argument(const struct scratch *s, u32 index)
{
	return s->call.args[index < 6 ? index : 5];
}

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
	s->event.spans[slot].offset = sizeof(s->event) + s->start;
	s->event.spans[slot].length = used - s->start;
}

static __always_inline void string(struct scratch *s, u32 slot, u64 from)
{
	u64 used;
	long length;

	if (!begin_text(s, slot, &used))
		return;
	/* Room for a byte more than is kept and the zero, so that a string that is too long shows. */
	length = bpf_probe_read_user_str(&s->data[used], STRING_MAX + 2, (void *)from);
	if (length < 1) {
		s->unreadable = 1;
		return;
	}
	if (length == STRING_MAX + 2) {
		length--;
		mark_cut(s, slot);
	}
	end_text(s, slot, used + length - 1);
}

static __always_inline void buffer(struct scratch *s, u32 slot, u64 from, u64 length, u64 max)
{
	u64 used, size;

	if (!begin_text(s, slot, &used))
		return;
	if (max > LIST_MAX)
		max = LIST_MAX;
	size = within_slack(length < max ? length : max);
	if (bpf_probe_read_user(&s->data[used], size, (void *)from)) {
		/* The kernel, too, takes what lies before a page that cannot be read. */
		u64 page = within_slack(4096 - (from & 4095));

		if (!s->last || size <= page ||
		    bpf_probe_read_user(&s->data[used], page, (void *)from)) {
			s->unreadable = 1;
			return;
		}
		size = page;
	}
	if (length > size)
		mark_cut(s, slot);
	end_text(s, slot, used + size);
}

__noinline int gather(u32 index, u32 slot, u64 from, u32 entries, u32 max)
{
	struct scratch *s = scratch(index);
	struct iovec entry;
	u64 used;
	u32 i;

	if (!s || !begin_text(s, slot, &used))
		return 0;
	if (max > LIST_MAX)
		max = LIST_MAX;
	if (entries > GATHER_MAX)
		mark_cut(s, slot);
#pragma clang loop unroll(disable)
	for (i = 0; i < GATHER_MAX; i++) {
		u64 left, size;

		if (i >= entries)
			break;
		if (bpf_probe_read_user(&entry, sizeof(entry), (void *)(from + i * sizeof(entry))))
			goto unreadable;
		used = *(volatile u32 *)&s->used;
		left = max - (used - s->start);
		size = entry.length;
		if (size > left) {
			size = left;
			mark_cut(s, slot);
		}
		size = within_slack(size);
		if (used > TEXT_MAX + LIST_MAX ||
		    bpf_probe_read_user(&s->data[used], size, (void *)entry.base))
			goto unreadable;
		s->used = used + size;
	}
	end_text(s, slot, s->used);
	return 0;
unreadable:
	s->unreadable = 1;
	s->used = s->start;
	return 0;
}

__noinline int strings(u32 index, u32 slot, u64 from)
{
	struct scratch *s = scratch(index);
	u64 string, used;
	u32 i;

	if (!s || !begin_text(s, slot, &used))
		return 0;
#pragma clang loop unroll(disable)
	for (i = 0; i <= STRINGS_MAX && from; i++) {
		u64 left;
		long length;

		if (bpf_probe_read_user(&string, sizeof(string), (void *)(from + i * 8)))
			goto unreadable;
		if (!string)
			break;
		used = *(volatile u32 *)&s->used;
		left = LIST_MAX - (used - s->start);
		if (i == STRINGS_MAX || used > TEXT_MAX + LIST_MAX) {
			mark_cut(s, slot);
			break;
		}
		/* Room for a byte more than is kept, so that a string that is too long shows. */
		length = bpf_probe_read_user_str(&s->data[used], within_slack(left + 1),
						 (void *)string);
		if (length < 1)
			goto unreadable;
		if (length > (long)left) {
			if (left)
				s->data[used + within_slack(left - 1)] = 0;
			s->used = used + left;
			mark_cut(s, slot);
			break;
		}
		s->used = used + length;
	}
	end_text(s, slot, s->used);
	return 0;
unreadable:
	s->unreadable = 1;
	s->used = s->start;
	return 0;
}

/* count_strings leaves in s->sum how many strings a list has, COUNT_MAX where it has more. */
__noinline int count_strings(u32 index, u64 from)
{
	struct scratch *s = scratch(index);
	u64 string;
	u32 i;

	if (!s)
		return -1;
	s->sum = 0;
#pragma clang loop unroll(disable)
	for (i = 0; from && i < COUNT_MAX; i++) {
		if (bpf_probe_read_user(&string, sizeof(string), (void *)(from + i * 8)))
			return -1;
		if (!string)
			break;
		s->sum++;
	}
	return 0;
}

/* sum_lengths leaves in s->sum how many bytes an iovec has. */
__noinline int sum_lengths(u32 index, u64 from, u32 entries)
{
	struct scratch *s = scratch(index);
	u64 length;
	u32 i;

	if (!s)
		return -1;
	s->sum = 0;
#pragma clang loop unroll(disable)
	for (i = 0; i < IOVEC_MAX; i++) {
		if (i >= entries)
			break;
		if (bpf_probe_read_user(&length, sizeof(length), (void *)(from + i * 16 + 8)))
			return -1;
		s->sum += length;
	}
	return 0;
}

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
		if (length < 2)
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

/* number captures one number into *value and tells whether there is one. */
static __always_inline bool number(struct scratch *s, const struct number_source *source, u64 *value)
{
	u64 arg = argument(s, source->arg);
	u32 family;

	switch (source->from) {
	case NUMBER_I32:
		*value = (s64)(s32)arg;
		return true;
	case NUMBER_U32:
		*value = (u32)arg;
		return true;
	case NUMBER_U64:
		*value = arg;
		return true;
	case NUMBER_CONSTANT:
		*value = (s64)source->constant;
		return true;
	case NUMBER_RESULT:
		*value = s->event.ret;
		return s->event.phase == PHASE_EXIT;
	case NUMBER_STRUCT4:
		*value = 0;
		if (!bpf_probe_read_user(value, 4, (void *)(arg + source->constant)))
			return true;
		break;
	case NUMBER_STRUCT8:
		if (!bpf_probe_read_user(value, 8, (void *)(arg + source->constant)))
			return true;
		break;
	case NUMBER_STRINGS:
		if (!count_strings(s->index, arg)) {
			*value = s->sum;
			return true;
		}
		break;
	case NUMBER_IOVEC:
		if (!sum_lengths(s->index, arg, argument(s, source->other))) {
			*value = s->sum;
			return true;
		}
		break;
	case NUMBER_FAMILY:
		address(s->index, arg, argument(s, source->other));
		*value = *(u16 *)s->address_bytes;
		return s->address >= 2;
	case NUMBER_PORT:
		family = address(s->index, arg, argument(s, source->other));
		*value = s->address_bytes[2] << 8 | s->address_bytes[3];
		return (family == AF_INET || family == AF_INET6) && s->address >= 4;
	default:
		return false;
	}
	s->unreadable = 1;
	return false;
}

static __always_inline void text(struct scratch *s, u32 slot, const struct bytes_source *source)
{
	u64 arg = argument(s, source->arg);
	u64 other = argument(s, source->other);

	switch (source->from) {
	case BYTES_STRING:
		string(s, slot, arg);
		break;
	case BYTES_BUFFER:
		buffer(s, slot, arg, other, source->max);
		break;
	case BYTES_IOVEC:
		gather(s->index, slot, arg, other, source->max);
		break;
	case BYTES_STRINGS:
		strings(s->index, slot, arg);
		break;
	case BYTES_IP:
		ip(s, slot, arg, other);
		break;
	case BYTES_PATH:
		unix_path(s, slot, arg, other);
		break;
	}
}

/*
 * capture makes the whole record of s->call. Before it, the record is begun and its phase and
 * result are set; after it, s->unreadable tells whether something could not be read.
 */
__noinline int capture(u32 index)
{
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
	__builtin_memcpy(event->args, s->call.args, sizeof(event->args));
	if (event->phase == PHASE_EXIT)
		event->carried |= CARRIED_RET;
	if (s->call.recipe == RECIPE_COMPAT)
		event->flags |= FLAG_COMPAT;

#pragma clang loop unroll(disable)
	for (i = 0; i < NUMBER_SLOTS; i++)
		if (number(s, &recipe->numbers[i], &value)) {
			event->numbers[i] = value;
			event->carried |= CARRIED_NUMBER << i;
		}
#pragma clang loop unroll(disable)
	for (i = 0; i < BYTES_SLOTS; i++)
		text(s, i, &recipe->bytes[i]);
	return 0;
}
