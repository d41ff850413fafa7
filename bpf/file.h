/* SPDX-License-Identifier: (MIT OR GPL-2.0-only) */
/* The open files of a process: what its descriptors refer to. */
#pragma once

#include "memory.h"

/* include/uapi/linux/magic.h: file systems whose files lie in no tree. */
enum {
	PIPEFS_MAGIC = 0x50495045,
	SOCKFS_MAGIC = 0x534f434b,
	ANON_INODE_FS_MAGIC = 0x09041934,
	TMPFS_MAGIC = 0x01021994,
	HUGETLBFS_MAGIC = 0x958458f6,
	NSFS_MAGIC = 0x6e736673,
	PIDFS_MAGIC = 0x50494446,
};

/* file_of returns what a descriptor of the process refers to, or NULL. */
static __always_inline struct file *file_of(s32 descriptor)
{
	struct fdtable *table = BPF_CORE_READ(current_task(), files, fdt);
	struct file **files = BPF_CORE_READ(table, fd), *file;

	if (descriptor < 0 || (u32)descriptor >= BPF_CORE_READ(table, max_fds))
		return NULL;
	if (bpf_probe_read_kernel(&file, sizeof(file), files + descriptor))
		return NULL;
	return file;
}

/* magic_of tells which file system an open file is of. */
static __always_inline unsigned long magic_of(struct file *file)
{
	return BPF_CORE_READ(file, f_path.dentry, d_sb, s_magic);
}

/* "[pidfd]" as a number, the zero behind it included. */
#define PIDFD_NAME 0x005d64666469705bULL

/*
 * process_of reads which process a descriptor of one stands for, in numbers of the initial pid
 * namespace. Such files have a file system of their own since 6.9; before they were nameless ones.
 */
static __always_inline bool process_of(s32 descriptor, u64 *value)
{
	struct file *file = file_of(descriptor);
	unsigned long magic = magic_of(file);
	struct pid *pid;
	u64 name = 0;

	if (magic == PIDFS_MAGIC) {
		pid = BPF_CORE_READ(file, f_inode, i_private);
	} else {
		bpf_probe_read_kernel(&name, sizeof(name),
				      BPF_CORE_READ(file, f_path.dentry, d_name.name));
		if (magic != ANON_INODE_FS_MAGIC || name != PIDFD_NAME)
			return false;
		pid = BPF_CORE_READ(file, private_data);
	}
	*value = BPF_CORE_READ(pid, numbers[0].nr);
	return *value;
}
