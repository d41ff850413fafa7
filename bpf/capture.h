/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Carrying out a recipe: the numbers and texts of one call, out of its registers and the memory of
 * the process. A switch is over the ways to capture, never over system calls.
 */
#pragma once

#include "address.h"
#include "path.h"

#define CAPABILITIES_1 0x19980330 /* _LINUX_CAPABILITY_VERSION_1: sets of 32 bits */
#define CAPABILITIES_NEXT 12      /* struct __user_cap_data_struct: the upper half of each set */

/* capabilities reads one set of capabilities: 64 bits, in two halves that lie apart. */
static __always_inline bool capabilities(u64 header, u64 at, u64 *value)
{
	u32 version, low, high = 0;

	if (bpf_probe_read_user(&version, 4, (void *)header) ||
	    bpf_probe_read_user(&low, 4, (void *)at))
		return false;
	if (version != CAPABILITIES_1 &&
	    bpf_probe_read_user(&high, 4, (void *)(at + CAPABILITIES_NEXT)))
		return false;
	*value = (u64)high << 32 | low;
	return true;
}

/* found says where a source's memory is, and whether there is any to be read. */
static __always_inline bool found(struct scratch *s, u32 arg, u32 other, u32 how, u32 offset)
{
	bool there = true;

	if (how & HOW_RETURN && (s->event.phase != PHASE_EXIT || s->event.ret < 0))
		return false;
	if (how & HOW_ACCEPTED) {
		peer(s->index, s->event.ret);
		return true;
	}
	s->unspec = how & HOW_UNSPEC;
	if (how & ~(HOW_PEER | HOW_UNSPEC) || offset)
		there = locate(s->index, arg, other, how, offset);
	else {
		s->from = argument(s, arg);
		s->length = argument(s, other);
		s->limit = ~0ULL;
	}
	if (!(how & HOW_PEER) || s->from)
		return there;
	peer(s->index, argument(s, 0));
	return true;
}

/* number captures one number into *value and tells whether there is one. */
static __always_inline bool number(struct scratch *s, const struct number_source *source, u64 *value)
{
	u64 arg = argument(s, source->arg);
	u32 family;

	switch (source->from) {
	case NUMBER_NONE:
		return false;
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
	case NUMBER_PROCESS:
		return process_of(arg, value);
	case NUMBER_CHILD:
		*value = s->child;
		return s->event.phase == PHASE_EXIT && s->child;
	case NUMBER_RESULT:
		*value = s->event.ret;
		return s->event.phase == PHASE_EXIT && s->event.ret >= 0;
	case NUMBER_STRUCT4:
		*value = 0;
		if (!bpf_probe_read_user(value, 4, (void *)(arg + source->constant)))
			return true;
		goto unreadable;
	case NUMBER_STRUCT8:
		if (!bpf_probe_read_user(value, 8, (void *)(arg + source->constant)))
			return true;
		goto unreadable;
	case NUMBER_CAPABILITIES:
		if (capabilities(argument(s, source->other), arg + source->constant, value))
			return true;
		goto unreadable;
	case NUMBER_STRINGS:
		if (!count_strings(s->index, arg)) {
			*value = s->sum;
			return true;
		}
		goto unreadable;
	}
	if (!found(s, source->arg, source->other, source->how, source->constant))
		return false;
	switch (source->from) {
	case NUMBER_IOVEC:
		if (!sum_lengths(s->index, s->from, s->length)) {
			*value = s->sum;
			return true;
		}
		goto unreadable;
	case NUMBER_FAMILY:
		address(s->index, s->from, s->length);
		*value = *(u16 *)s->address_bytes;
		return s->address >= 2;
	case NUMBER_PORT:
		family = address(s->index, s->from, s->length);
		*value = s->address_bytes[2] << 8 | s->address_bytes[3];
		return (family == AF_INET || family == AF_INET6) && s->address >= 4;
	}
	return false;
unreadable:
	s->unreadable = 1;
	return false;
}

static __always_inline void text(struct scratch *s, u32 slot, const struct bytes_source *source)
{
	s32 directory;

	switch (source->from) {
	case BYTES_NONE:
	case BYTES_PROGRAM: /* exec.h */
		return;
	case BYTES_DESCRIPTOR:
		descriptor_path(s, slot, argument(s, source->arg));
		return;
	case BYTES_OPENED:
		if (s->event.phase == PHASE_EXIT && s->event.ret >= 0)
			descriptor_path(s, slot, s->event.ret);
		return;
	case BYTES_DIRECTORY:
		if (s->event.phase == PHASE_EXIT && !s->event.ret)
			directory_path(s, slot, false);
		return;
	case BYTES_JOINED:
		directory = source->other == WORKING_DIRECTORY ? AT_FDCWD
							       : argument(s, source->other);
		joined_path(s->index, slot, argument(s, source->arg), directory);
		return;
	}
	if (!found(s, source->arg, source->other, source->how, source->offset))
		return;
	switch (source->from) {
	case BYTES_STRING:
		string(s, slot, s->from);
		break;
	case BYTES_BUFFER:
		buffer(s, slot, s->from, s->length < s->limit ? s->length : s->limit, source->max);
		break;
	case BYTES_IOVEC:
		gather(s->index, slot, s->from, s->length, source->max);
		break;
	case BYTES_STRINGS:
		strings(s->index, slot, s->from);
		break;
	case BYTES_IP:
		ip(s, slot, s->from, s->length);
		break;
	case BYTES_PATH:
		unix_path(s, slot, s->from, s->length);
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
