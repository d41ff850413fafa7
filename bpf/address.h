/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* The parts of a socket's address (struct sockaddr). */
#pragma once

#include "file.h"

/* Where struct sockaddr_in and sockaddr_in6 have the port and the address. */
#define PORT_AT 2
#define FOUR_AT 4
#define SIX_AT 8

enum { AF_UNIX = 1, AF_INET = 2, AF_INET6 = 10 };
enum { SOCK_RAW = 3 };

/*
 * peer makes the sockaddr of who a socket is connected to, as the kernel knows it, the one that
 * `address` returns from now on. One that is not connected has none.
 */
__noinline int peer(u32 index, s32 descriptor)
{
	struct scratch *s = scratch(index);
	struct file *file = file_of(descriptor);
	struct unix_address *name;
	struct socket *socket;
	struct sock *sock;
	u16 family;
	u64 length;

	if (!s || s->address >= 0)
		return 0;
	s->address = 0;
	__builtin_memset(s->address_bytes, 0, sizeof(s->address_bytes));
	if (!file || magic_of(file) != SOCKFS_MAGIC)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	sock = BPF_CORE_READ(socket, sk);
	family = BPF_CORE_READ(sock, __sk_common.skc_family);
	*(u16 *)s->address_bytes = family;
	if (family == AF_UNIX) {
		sock = BPF_CORE_READ((struct unix_sock *)sock, peer);
		if (!sock)
			return 0;
		name = BPF_CORE_READ((struct unix_sock *)sock, addr);
		length = BPF_CORE_READ(name, len);
		s->address = 2;
		if (name && length > 2 && length < ADDRESS_MAX &&
		    !bpf_probe_read_kernel(s->address_bytes, masked(length, ADDRESS_MAX - 1),
					   (void *)name + bpf_core_field_offset(name->name)))
			s->address = length;
		return 0;
	}
	*(__be16 *)&s->address_bytes[PORT_AT] = BPF_CORE_READ(sock, __sk_common.skc_dport);
	if (!*(__be16 *)&s->address_bytes[PORT_AT])
		return 0;
	if (family == AF_INET) {
		*(__be32 *)&s->address_bytes[FOUR_AT] = BPF_CORE_READ(sock, __sk_common.skc_daddr);
		s->address = 16;
	} else if (family == AF_INET6) {
		bpf_core_read(&s->address_bytes[SIX_AT], 16, &sock->__sk_common.skc_v6_daddr);
		s->address = 28;
	}
	return 0;
}

/*
 * own_family makes of a sockaddr without a family what the socket makes of it. Where IPv4 is spoken
 * it is taken as it stands, so that without this it would hide who is sent to; one for datagrams of
 * IPv6 passes it over.
 */
__noinline int own_family(u32 index)
{
	struct scratch *s = scratch(index);
	struct socket *socket;
	struct file *file;
	u16 family;

	if (!s)
		return 0;
	file = file_of(argument(s, 0));
	if (!file || magic_of(file) != SOCKFS_MAGIC)
		return 0;
	socket = BPF_CORE_READ(file, private_data);
	family = BPF_CORE_READ(socket, sk, __sk_common.skc_family);
	if (family == AF_INET || (family == AF_INET6 && BPF_CORE_READ(socket, type) == SOCK_RAW)) {
		*(u16 *)s->address_bytes = family;
	} else if (family == AF_INET6) {
		s->address = -1;
		peer(index, argument(s, 0));
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
		if (!from || length < 2)
			return 0;
		size = length;
		if (size > ADDRESS_MAX)
			size = ADDRESS_MAX;
		if (bpf_probe_read_user(s->address_bytes, size, (void *)from))
			s->unreadable = 1;
		else
			s->address = size;
		if (s->unspec && s->address >= 2 && !*(u16 *)s->address_bytes)
			own_family(index);
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

	if (family == AF_INET && s->address >= FOUR_AT + 4)
		address_text(s, slot, FOUR_AT, 4);
	else if (family == AF_INET6 && s->address >= SIX_AT + 16)
		address_text(s, slot, SIX_AT, 16);
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
