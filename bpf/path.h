/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * Absolute paths as the kernel itself knows them: where an open file lies, whatever name it was
 * opened by. A process cannot forge them. They start at the root of the mount namespace, so a
 * chroot shows, and they do not say whether the file has been deleted since.
 */
#pragma once

#include "file.h"

#define PATH_DEPTH 128 /* names and mount points from the file up to the root */
#define MOUNT_DEPTH 32 /* mounts in each other */
#define MOUNTS_MAX 256 /* mounts of one file system that are looked at */
#define DIGITS_MAX 20  /* of a number of 64 bits */

static __always_inline struct mount *mount_of(struct vfsmount *vfsmount)
{
	return (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
}

/* newest_first tells how the kernel lists the mounts of a file system: since 6.17 the other way. */
static __always_inline bool newest_first(void)
{
	return bpf_core_field_exists(struct mount___newest_first, mnt_next_for_sb);
}

/*
 * root_mount leaves in s->mount what lies at / in the namespace of the process: of the mounts up
 * from the root of the process, the first that is mounted on nothing but the roots of others.
 */
__noinline int root_mount(u32 index)
{
	struct scratch *s = scratch(index);
	struct mount *mount = mount_of(BPF_CORE_READ(current_task(), fs, root.mnt)), *above;
	u32 i;

	if (!s)
		return 0;
	s->mount = (u64)mount;
#pragma clang loop unroll(disable)
	for (i = 0; i < MOUNT_DEPTH; i++) {
		above = BPF_CORE_READ(mount, mnt_parent);
		if (above == mount)
			break;
		if (BPF_CORE_READ(mount, mnt_mountpoint) != BPF_CORE_READ(above, mnt.mnt_root))
			s->mount = (u64)above;
		mount = above;
	}
	return 0;
}

/* lies_below tells whether a directory entry is another one or lies in its tree. */
__noinline int lies_below(u64 entry, u64 root)
{
	struct dentry *dentry = (struct dentry *)entry, *parent;
	u32 i;

#pragma clang loop unroll(disable)
	for (i = 0; i < PATH_DEPTH; i++) {
		if (dentry == (struct dentry *)root)
			return 1;
		parent = BPF_CORE_READ(dentry, d_parent);
		if (dentry == parent)
			break;
		dentry = parent;
	}
	return 0;
}

/*
 * whole_mount leaves in s->mount a mount that shows more of a file system in place of one that
 * shows the files, or a part of them, in another place: a bind mount does not hide what a file is.
 * It is the root of the namespace of the process where that has the files, or else the oldest mount
 * of the whole file system there. Where the namespace has none, the mount itself stays.
 */
__noinline int whole_mount(u32 index, u64 address)
{
	struct scratch *s = scratch(index);
	struct mount *mount = (struct mount *)address;
	struct super_block *super;
	struct dentry *root;
	void *namespace, *next;
	u32 i;

	if (!s)
		return 0;
	root_mount(index);
	namespace = BPF_CORE_READ(current_task(), nsproxy, mnt_ns);
	root = BPF_CORE_READ(mount, mnt.mnt_root);
	mount = (struct mount *)*(volatile u64 *)&s->mount;
	if (BPF_CORE_READ(mount, mnt_ns) == namespace &&
	    lies_below((u64)root, (u64)BPF_CORE_READ(mount, mnt.mnt_root)))
		return 0;
	mount = (struct mount *)address;
	s->mount = address;
	super = BPF_CORE_READ(mount, mnt.mnt_sb);
	root = BPF_CORE_READ(super, s_root);
	if (newest_first())
		next = BPF_CORE_READ((struct super_block___newest_first *)super, s_mounts);
	else
		next = BPF_CORE_READ((struct super_block___list *)super, s_mounts.next);
#pragma clang loop unroll(disable)
	for (i = 0; i < MOUNTS_MAX && next; i++) {
		mount = next;
		if (!newest_first())
			mount = next - bpf_core_field_offset(struct mount___list, mnt_instance);
		if (BPF_CORE_READ(mount, mnt.mnt_root) == root &&
		    BPF_CORE_READ(mount, mnt_ns) == namespace) {
			s->mount = (u64)mount;
			if (!newest_first())
				break;
		}
		/* The old list is a ring: its head looks like a mount of no namespace. */
		if (newest_first())
			next = BPF_CORE_READ((struct mount___newest_first *)next, mnt_next_for_sb);
		else
			next = BPF_CORE_READ((struct list_head *)next, next);
	}
	return 0;
}

/*
 * tree_path enters the path of a directory entry below a mount as text `slot`. It is built from its
 * end, right to left, in what is free of data. A path that is too long or too deep is left out and
 * marked: what would remain of it, without its beginning, could look like another one.
 */
__noinline int tree_path(u32 index, u32 slot, u64 mnt, u64 entry)
{
	struct scratch *s = scratch(index);
	struct dentry *dentry = (struct dentry *)entry, *parent;
	struct mount *mount, *above;
	u64 used, start, length;
	u32 i;

	if (!s || !begin_text(s, slot, &used))
		return 0;
	whole_mount(index, (u64)mount_of((struct vfsmount *)mnt));
	/* How far the path has been built, down from the end of what follows data[used]. */
	s->left = STRING_MAX;
#pragma clang loop unroll(disable)
	for (i = 0; i < PATH_DEPTH; i++) {
		mount = (struct mount *)*(volatile u64 *)&s->mount;
		if (dentry == BPF_CORE_READ(mount, mnt.mnt_root)) {
			above = BPF_CORE_READ(mount, mnt_parent);
			if (above == mount)
				goto complete;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			whole_mount(index, (u64)above);
			continue;
		}
		parent = BPF_CORE_READ(dentry, d_parent);
		if (dentry == parent)
			goto complete; /* it lies outside of the mount */
		length = masked(BPF_CORE_READ(dentry, d_name.len), 255);
		start = *(volatile u32 *)&s->left;
		if (start < length + 1)
			break;
		start = masked(start - length, 4095);
		if (bpf_probe_read_kernel(&s->data[used + start], length,
					  BPF_CORE_READ(dentry, d_name.name)))
			break;
		start = masked(start - 1, 4095);
		s->data[used + start] = '/';
		s->left = start;
		dentry = parent;
	}
	mark_cut(s, slot);
	s->event.flags |= FLAG_UNREADABLE;
	return 0;

complete:
	start = masked(*(volatile u32 *)&s->left, 4095);
	if (start == STRING_MAX) {
		start = STRING_MAX - 1;
		s->data[used + start] = '/';
	}
	length = masked(STRING_MAX - start, 4095);
	if (!bpf_probe_read_kernel(&s->data[used], length, &s->data[used + start]))
		end_text(s, slot, used + length);
	return 0;
}

#define PUT(s, used, literal)                                                              \
	({                                                                                 \
		__builtin_memcpy(&(s)->data[used], literal, sizeof(literal) - 1);          \
		(used) += sizeof(literal) - 1;                                             \
	})

/* What numbered_name takes in place of the address of a name. */
enum { NAME_PIPE = 1, NAME_SOCKET };

/* numbered_name enters NAME:[NUMBER], the name that a file outside any tree goes by in /proc. */
__noinline int numbered_name(u32 index, u32 slot, u64 name, u64 number)
{
	struct scratch *s = scratch(index);
	u64 used, digits;
	long length;
	u32 i;

	if (!s || !begin_text(s, slot, &used))
		return 0;
	if (name == NAME_PIPE) {
		PUT(s, used, "pipe");
	} else if (name == NAME_SOCKET) {
		PUT(s, used, "socket");
	} else {
		length = bpf_probe_read_kernel_str(&s->data[used], 64, (void *)name);
		if (length < 1)
			return 0;
		used += masked(length - 1, 63);
	}
	PUT(s, used, ":[");
	s->left = DIGITS_MAX;
#pragma clang loop unroll(disable)
	for (i = 0; i < DIGITS_MAX; i++) {
		digits = masked(*(volatile u32 *)&s->left - 1, 31);
		s->data[used + 64 + digits] = '0' + number % 10;
		s->left = digits;
		number /= 10;
		if (!number)
			break;
	}
	digits = masked(*(volatile u32 *)&s->left, 31);
	length = masked(DIGITS_MAX - digits, 31);
	if (bpf_probe_read_kernel(&s->data[used], length, &s->data[used + 64 + digits]))
		return 0;
	used += length;
	s->data[used] = ']';
	end_text(s, slot, used + 1);
	return 0;
}

/* prefixed_name enters the name that a file was given when it was made, behind a prefix. */
static __always_inline void prefixed_name(struct scratch *s, u32 slot, struct dentry *dentry,
					  bool memory)
{
	u64 used;
	long length;

	if (!begin_text(s, slot, &used))
		return;
	if (memory)
		PUT(s, used, "/");
	else
		PUT(s, used, "anon_inode:");
	length = bpf_probe_read_kernel_str(&s->data[used], 256, BPF_CORE_READ(dentry, d_name.name));
	if (length > 0)
		end_text(s, slot, used + length - 1);
}

/* file_path enters the path of an open file as text `slot`, in the form that /proc/PID/fd has. */
__noinline int file_path(u32 index, u32 slot, u64 address)
{
	struct scratch *s = scratch(index);
	struct file *file = (struct file *)address;
	struct vfsmount *mnt = BPF_CORE_READ(file, f_path.mnt);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	u64 number, name;

	if (!s || !file)
		return 0;
	if (dentry != BPF_CORE_READ(dentry, d_parent) || dentry == BPF_CORE_READ(mnt, mnt_root))
		return tree_path(index, slot, (u64)mnt, (u64)dentry);
	number = BPF_CORE_READ(file, f_inode, i_ino);
	name = (u64)BPF_CORE_READ(dentry, d_sb, s_type, name);
	switch (magic_of(file)) {
	case ANON_INODE_FS_MAGIC:
		prefixed_name(s, slot, dentry, false);
		return 0;
	case TMPFS_MAGIC:
	case HUGETLBFS_MAGIC:
		prefixed_name(s, slot, dentry, true);
		return 0;
	case PIPEFS_MAGIC:
		name = NAME_PIPE;
		break;
	case SOCKFS_MAGIC:
		name = NAME_SOCKET;
		break;
	case NSFS_MAGIC: {
		struct ns_common *ns = BPF_CORE_READ(file, f_inode, i_private);

		if (bpf_core_field_exists(ns->ops))
			name = (u64)BPF_CORE_READ(ns, ops, name);
		break;
	}
	}
	return numbered_name(index, slot, name, number);
}

static __always_inline void descriptor_path(struct scratch *s, u32 slot, s32 descriptor)
{
	struct file *file = file_of(descriptor);

	if (file)
		file_path(s->index, slot, (u64)file);
}

/* directory_path enters the path of a process's working directory, or of its root. */
static __always_inline void directory_path(struct scratch *s, u32 slot, bool root)
{
	struct fs_struct *fs = BPF_CORE_READ(current_task(), fs);

	if (root)
		tree_path(s->index, slot, (u64)BPF_CORE_READ(fs, root.mnt),
			  (u64)BPF_CORE_READ(fs, root.dentry));
	else
		tree_path(s->index, slot, (u64)BPF_CORE_READ(fs, pwd.mnt),
			  (u64)BPF_CORE_READ(fs, pwd.dentry));
}

/*
 * joined_path enters a file name as it is passed, behind the directory that it starts from. Links
 * and `..` in the name stay what they are: only the kernel's own walk resolves them.
 */
__noinline int joined_path(u32 index, u32 slot, u64 from, s32 directory)
{
	struct scratch *s = scratch(index);
	u64 used, left;
	u32 start;
	char first;
	long length;

	if (!s || !from)
		return 0;
	if (bpf_probe_read_user(&first, 1, (void *)from)) {
		s->unreadable = 1;
		return 0;
	}
	s->start = s->used;
	if (first == '/' || directory == AT_FDCWD)
		directory_path(s, slot, first == '/');
	else
		descriptor_path(s, slot, directory);
	start = s->start;
	used = *(volatile u32 *)&s->used;
	/* Nothing was entered, or nothing is to follow. */
	if (used > TEXT_MAX + LIST_MAX || used <= start || !first)
		return 0;
	if (used == start + 1)
		used--; /* the root itself: it ends in the slash that follows */
	/* That this cannot be less than nothing, older verifiers have to be shown. */
	barrier_var(used);
	if (used > TEXT_MAX + LIST_MAX)
		return 0;
	if (first != '/') {
		s->data[used] = '/';
		used++;
	}
	left = STRING_MAX - (used - start);
	if (left > STRING_MAX)
		return 0;
	length = bpf_probe_read_user_str(&s->data[used], within_slack(left + 2), (void *)from);
	if (length < 1) {
		s->unreadable = 1;
		return 0;
	}
	if (length == (long)left + 2) {
		length--;
		mark_cut(s, slot);
	}
	end_text(s, slot, used + length - 1);
	return 0;
}
