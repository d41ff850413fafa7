/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * The absolute path of an open file, as the kernel itself knows it. A process cannot forge it. It
 * starts at the root of the mount namespace, so a chroot shows, and it does not say whether the
 * file has been deleted since.
 */
#pragma once

#include "capture.h"

#define PATH_DEPTH 128 /* names and mount points from the file up to the root */

/*
 * file_path enters the path of a file as text SPAN_EXE of the record. The path is built from its
 * end, right to left, in what is free of data. A path that is too long or too deep is left out and
 * marked: what would remain of it, without its beginning, could look like another one.
 */
__noinline int file_path(u32 index, u64 address)
{
	struct scratch *s = scratch(index);
	struct file *file = (struct file *)address;
	struct dentry *dentry, *root, *parent;
	struct vfsmount *vfsmount;
	struct mount *mount, *above;
	u64 used, start, length;
	u32 i;

	if (!s || !begin_text(s, SPAN_EXE, &used))
		return 0;
	dentry = BPF_CORE_READ(file, f_path.dentry);
	vfsmount = BPF_CORE_READ(file, f_path.mnt);
	root = BPF_CORE_READ(vfsmount, mnt_root);
	mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	/* How far the path has been built, down from the end of what follows data[used]. */
	s->left = STRING_MAX;
#pragma clang loop unroll(disable)
	for (i = 0; i < PATH_DEPTH; i++) {
		if (dentry == root) {
			above = BPF_CORE_READ(mount, mnt_parent);
			if (above == mount)
				goto complete;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			root = BPF_CORE_READ(mount, mnt.mnt_root);
			continue;
		}
		parent = BPF_CORE_READ(dentry, d_parent);
		if (dentry == parent)
			goto complete; /* a file outside any tree */
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
	mark_cut(s, SPAN_EXE);
	s->event.flags |= FLAG_UNREADABLE;
	return 0;

complete:
	start = masked(*(volatile u32 *)&s->left, 4095);
	length = masked(STRING_MAX - start, 4095);
	if (!bpf_probe_read_kernel(&s->data[used], length, &s->data[used + start]))
		end_text(s, SPAN_EXE, used + length);
	return 0;
}
