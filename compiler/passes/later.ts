/**
 * What the language has and this compiler does not have yet. These names are refused as "not
 * supported yet" instead of unknown. A kind or field that enters the table of kinds is found there
 * first, so a row here never stands in its way.
 *
 *     read { len > 1M }            "read" is not supported yet
 *     openat { file = "/tmp" }     "file" in openat is not supported yet
 */

/** LATER_KINDS are the kinds of the language that the table of kinds may not have yet. */
export const LATER_KINDS: ReadonlySet<string> = new Set(
  ("read close dup link symlink mkdir mknod truncate chown setxattr socket bind listen accept " +
    "sendto recvfrom kill setuid setgid capset ptrace process_vm prctl seccomp mmap mprotect " +
    "memfd_create mount umount pivot_root chroot setns unshare module bpf kexec perf keyctl " +
    "io_uring ioctl dirchange").split(" "),
);

/** LATER_FIELDS_OF are fields of single kinds: what descriptors and paths really refer to. */
export const LATER_FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  openat: ["file"],
  execve: ["file"],
  unlink: ["file"],
  write: ["path"],
};

/** LATER_RESPONSES are values of the option `respond`. */
export const LATER_RESPONSES: ReadonlySet<string> = new Set(["stop", "kill", "deny"]);
