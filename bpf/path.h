/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/*
 * The absolute path of an open file, as the kernel itself knows it. A process cannot forge it. It
 * starts at the root of the mount namespace, so a chroot shows, and it does not say whether the
 * file has been deleted since.
 */
#pragma once

#include "task.h"

#define PATH_DEPTH 160 /* names and mount points from the file up to the root */

/*
 * file_path enters the path of a file as text SPAN_EXE of the record. The path is built from its
 * end, right to left, in what is free of data. A path that is too long or too deep is left out and
 * marked: what would remain of it, without its beginning, could look like another one.
 */
static __noinline int file_path(struct scratch *s, struct file *file)
{
	u64 used = at_most(s->used, TEXT_MAX);
	struct dentry *dentry = BPF_CORE_READ(file, f_path.dentry);
	struct vfsmount *vfsmount = BPF_CORE_READ(file, f_path.mnt);
	struct mount *mount = (void *)vfsmount - bpf_core_field_offset(struct mount, mnt);
	struct dentry *root = BPF_CORE_READ(vfsmount, mnt_root);
	u64 left;
	u32 i;

	if (!file)
		return 0;
	/* s->start walks down from the end of the 4096 bytes behind data[used]. */
	s->start = 4096;
#pragma clang loop unroll(disable)
	for (i = 0; i < PATH_DEPTH; i++) {
		struct dentry *parent = BPF_CORE_READ(dentry, d_parent);
		u64 start = at_most(s->start, 4096);
		u64 length;

		if (dentry == root) {
			struct mount *above = BPF_CORE_READ(mount, mnt_parent);

			if (above == mount)
				goto complete;
			dentry = BPF_CORE_READ(mount, mnt_mountpoint);
			mount = above;
			root = BPF_CORE_READ(mount, mnt.mnt_root);
			continue;
		}
		if (dentry == parent)
			goto complete; /* a file outside any tree */
		length = at_most(BPF_CORE_READ(dentry, d_name.len), 255);
		if (start < length + 2)
			goto out;
		start = at_most(start - length, 4095);
		if (bpf_probe_read_kernel(&s->data[used + start], length,
					  BPF_CORE_READ(dentry, d_name.name)))
			goto out;
		s->data[used + start - 1] = '/';
		s->start = start - 1;
		dentry = parent;
	}
out:
	s->event.cut |= 1 << SPAN_EXE;
	s->event.flags |= FLAG_UNREADABLE;
	return 0;

complete:
	left = at_most(4096 - s->start, STRING_MAX);
	if (bpf_probe_read_kernel(&s->data[used], left, &s->data[used + (s->start & 4095)]))
		return 0;
	s->event.spans[SPAN_EXE].offset = sizeof(s->event) + used;
	s->event.spans[SPAN_EXE].length = left;
	s->used = used + left;
	return 0;
}
