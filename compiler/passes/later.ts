/**
 * What the language has and this compiler does not have yet. These names are refused as "not
 * supported yet" instead of unknown. A kind or field that enters the table of kinds is found there
 * first, so a row here never stands in its way.
 *
 *     read { len > 1M }            "read" is not supported yet
 *     execve { cwd = "/tmp" }      "cwd" is not supported yet
 */

/** LATER_KINDS are the kinds of the language that the table of kinds may not have yet. */
export const LATER_KINDS: ReadonlySet<string> = new Set(
  ("read close dup link symlink mkdir mknod truncate chown setxattr socket bind listen accept " +
    "sendto recvfrom kill setuid setgid capset ptrace process_vm prctl seccomp mmap mprotect " +
    "memfd_create mount umount pivot_root chroot setns unshare module bpf kexec perf keyctl " +
    "io_uring ioctl dirchange").split(" "),
);

/** LATER_FIELDS are fields of every kind that depend on the kept state of the process. */
export const LATER_FIELDS: ReadonlySet<string> = new Set(["cmdline", "cwd", "age", "ancestors"]);

/** LATER_PARENT_FIELDS stand behind `parent.`. */
export const LATER_PARENT_FIELDS: readonly string[] = ["pid", "comm", "exe", "cmdline", "uid"];

/** LATER_FIELDS_OF are fields of single kinds: what descriptors and paths really refer to. */
export const LATER_FIELDS_OF: Readonly<Record<string, readonly string[]>> = {
  openat: ["file"],
  execve: ["file"],
  unlink: ["file"],
  write: ["path"],
};

/** LATER_SUBJECTS and LATER_RESPONSES are values of options. */
export const LATER_SUBJECTS: ReadonlySet<string> = new Set(["session", "container"]);
export const LATER_RESPONSES: ReadonlySet<string> = new Set(["stop", "kill", "deny"]);
