/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * What lies in the memory of the process. What loops is a function of its own that takes numbers
 * only and finds its scratch by index: such a function the verifier judges once (since Linux 5.6),
 * and not again for each of its calls. What a loop adds up lives in scratch and not in a register,
 * so that all ways through one turn end alike.
 */
#pragma once

#include "text.h"

#define STRINGS_MAX 128   /* strings kept of a list */
#define COUNT_MAX 1024    /* strings counted of a list */
#define IOVEC_MAX 1024    /* UIO_MAXIOV: the kernel takes no more */
#define GATHER_MAX 64     /* entries of an iovec whose bytes are kept */
#define MESSAGE_LENGTH 56 /* struct mmsghdr: where it says how many bytes were received */

struct iovec {
	u64 base, length;
};

static __always_inline u64 argument(const struct scratch *s, u32 index)
{
	return s->call.args[index < 6 ? index : 5];
}

/*
 * locate leaves in s->from, s->length and s->limit where in memory a text lies, how long it is and
 * how much of it counts. It returns 0 where there is nothing to be read, or not yet.
 */
__noinline int locate(u32 index, u32 arg, u32 other, u32 how, u32 offset)
{
	struct scratch *s = scratch(index);
	u32 length = 0;
	u64 pair[2];

	if (!s)
		return 0;
	s->from = argument(s, arg);
	s->length = argument(s, other);
	s->limit = ~0ULL;
	if (how & HOW_RETURN && s->event.phase != PHASE_EXIT)
		return 0;
	if (how & (HOW_RESULT | HOW_MESSAGE) && s->event.ret < (how & HOW_MESSAGE ? 1 : 0))
		return 0;
	if (how & HOW_RESULT)
		s->limit = s->event.ret;
	if (how & HOW_MESSAGE) {
		if (bpf_probe_read_user(&length, 4, (void *)(s->from + MESSAGE_LENGTH)))
			goto unreadable;
		s->limit = length;
	}
	s->from += offset;
	if (how & HOW_PAIR) {
		if (bpf_probe_read_user(pair, sizeof(pair), (void *)s->from))
			goto unreadable;
		s->from = pair[0];
		s->length = pair[1];
	}
	if (how & HOW_LENGTH_AT) {
		if (!s->length)
			return 0;
		if (bpf_probe_read_user(&length, 4, (void *)s->length))
			goto unreadable;
		s->length = length;
	}
	return 1;
unreadable:
	s->unreadable = 1;
	return 0;
}

static __always_inline void string(struct scratch *s, u32 slot, u64 from)
{
	u64 used;
	long length;

	if (!from || !begin_text(s, slot, &used))
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

/* torn adds to a text what memory has before the page of it that cannot be read. */
__noinline int torn(u32 index, u64 from, u64 size)
{
	struct scratch *s = scratch(index);
	u64 used, page = within_slack(4096 - (from & 4095));

	if (!s || size <= page)
		return 0;
	used = *(volatile u32 *)&s->used;
	if (used <= TEXT_MAX + LIST_MAX &&
	    !bpf_probe_read_user(&s->data[used], page, (void *)from))
		s->used = used + page;
	return 0;
}

/*
 * gather enters what an iovec gathers, up to what cannot be read: the kernel, too, takes what lies
 * before that.
 */
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
	s->sum = 0;
#pragma clang loop unroll(disable)
	for (i = 0; i < GATHER_MAX; i++) {
		u64 left, size;

		if (i >= entries || s->sum > max)
			break;
		if (bpf_probe_read_user(&entry, sizeof(entry), (void *)(from + i * sizeof(entry))))
			goto unreadable;
		used = *(volatile u32 *)&s->used;
		left = max - (used - s->start);
		size = entry.length;
		s->sum += size;
		if (size > left)
			size = left;
		size = within_slack(size);
		if (used > TEXT_MAX + LIST_MAX)
			goto unreadable;
		if (bpf_probe_read_user(&s->data[used], size, (void *)entry.base)) {
			if (!s->last)
				goto unreadable;
			torn(s->index, entry.base, size);
			if (s->used == s->start)
				goto unreadable;
			s->sum = ~0ULL;
			break;
		}
		s->used = used + size;
	}
	/* What lies behind the limit is not cut off: it is not part of what was read. */
	if (s->sum > s->used - s->start && s->limit > s->used - s->start)
		mark_cut(s, slot);
	if (s->limit < s->used - s->start)
		s->used = s->start + (u32)s->limit;
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

