import type { Constant } from "./table.ts";

/**
 * MODULE lists the flags of finit_module and delete_module. Source: linux/module.h, asm-
 * generic/fcntl.h.
 */
export const MODULE: readonly Constant[] = [
  ["MODULE_INIT_IGNORE_MODVERSIONS", 0x1],
  ["MODULE_INIT_IGNORE_VERMAGIC", 0x2],
  ["MODULE_INIT_COMPRESSED_FILE", 0x4],
  ["O_TRUNC", 0o1000],
  ["O_NONBLOCK", 0o4000],
];

/** BPF lists the commands of bpf. Source: enum bpf_cmd of linux/bpf.h. */
export const BPF: readonly Constant[] = [
  ["BPF_MAP_CREATE", 0],
  ["BPF_MAP_LOOKUP_ELEM", 1],
  ["BPF_MAP_UPDATE_ELEM", 2],
  ["BPF_MAP_DELETE_ELEM", 3],
  ["BPF_MAP_GET_NEXT_KEY", 4],
  ["BPF_PROG_LOAD", 5],
  ["BPF_OBJ_PIN", 6],
  ["BPF_OBJ_GET", 7],
  ["BPF_PROG_ATTACH", 8],
  ["BPF_PROG_DETACH", 9],
  ["BPF_PROG_TEST_RUN", 10],
  ["BPF_PROG_RUN", 10],
  ["BPF_PROG_GET_NEXT_ID", 11],
  ["BPF_MAP_GET_NEXT_ID", 12],
  ["BPF_PROG_GET_FD_BY_ID", 13],
  ["BPF_MAP_GET_FD_BY_ID", 14],
  ["BPF_OBJ_GET_INFO_BY_FD", 15],
  ["BPF_PROG_QUERY", 16],
  ["BPF_RAW_TRACEPOINT_OPEN", 17],
  ["BPF_BTF_LOAD", 18],
  ["BPF_BTF_GET_FD_BY_ID", 19],
  ["BPF_TASK_FD_QUERY", 20],
  ["BPF_MAP_LOOKUP_AND_DELETE_ELEM", 21],
  ["BPF_MAP_FREEZE", 22],
  ["BPF_BTF_GET_NEXT_ID", 23],
  ["BPF_MAP_LOOKUP_BATCH", 24],
  ["BPF_MAP_LOOKUP_AND_DELETE_BATCH", 25],
  ["BPF_MAP_UPDATE_BATCH", 26],
  ["BPF_MAP_DELETE_BATCH", 27],
  ["BPF_LINK_CREATE", 28],
  ["BPF_LINK_UPDATE", 29],
  ["BPF_LINK_GET_FD_BY_ID", 30],
  ["BPF_LINK_GET_NEXT_ID", 31],
  ["BPF_ENABLE_STATS", 32],
  ["BPF_ITER_CREATE", 33],
  ["BPF_LINK_DETACH", 34],
  ["BPF_PROG_BIND_MAP", 35],
];

/** PERF lists the types of perf events. Source: enum perf_type_id of linux/perf_event.h. */
export const PERF: readonly Constant[] = [
  ["PERF_TYPE_HARDWARE", 0],
  ["PERF_TYPE_SOFTWARE", 1],
  ["PERF_TYPE_TRACEPOINT", 2],
  ["PERF_TYPE_HW_CACHE", 3],
  ["PERF_TYPE_RAW", 4],
  ["PERF_TYPE_BREAKPOINT", 5],
];

/** KEYCTL lists the commands of keyctl. Source: linux/keyctl.h. */
export const KEYCTL: readonly Constant[] = [
  ["KEYCTL_GET_KEYRING_ID", 0],
  ["KEYCTL_JOIN_SESSION_KEYRING", 1],
  ["KEYCTL_UPDATE", 2],
  ["KEYCTL_REVOKE", 3],
  ["KEYCTL_CHOWN", 4],
  ["KEYCTL_SETPERM", 5],
  ["KEYCTL_DESCRIBE", 6],
  ["KEYCTL_CLEAR", 7],
  ["KEYCTL_LINK", 8],
  ["KEYCTL_UNLINK", 9],
  ["KEYCTL_SEARCH", 10],
  ["KEYCTL_READ", 11],
  ["KEYCTL_INSTANTIATE", 12],
  ["KEYCTL_NEGATE", 13],
  ["KEYCTL_SET_REQKEY_KEYRING", 14],
  ["KEYCTL_SET_TIMEOUT", 15],
  ["KEYCTL_ASSUME_AUTHORITY", 16],
  ["KEYCTL_GET_SECURITY", 17],
  ["KEYCTL_SESSION_TO_PARENT", 18],
  ["KEYCTL_REJECT", 19],
  ["KEYCTL_INSTANTIATE_IOV", 20],
  ["KEYCTL_INVALIDATE", 21],
  ["KEYCTL_GET_PERSISTENT", 22],
  ["KEYCTL_DH_COMPUTE", 23],
  ["KEYCTL_PKEY_QUERY", 24],
  ["KEYCTL_PKEY_ENCRYPT", 25],
  ["KEYCTL_PKEY_DECRYPT", 26],
  ["KEYCTL_PKEY_SIGN", 27],
  ["KEYCTL_PKEY_VERIFY", 28],
  ["KEYCTL_RESTRICT_KEYRING", 29],
  ["KEYCTL_MOVE", 30],
  ["KEYCTL_CAPABILITIES", 31],
  ["KEYCTL_WATCH_KEY", 32],
];

/** KEXEC lists the flags of kexec_load. Source: linux/kexec.h. */
export const KEXEC: readonly Constant[] = [
  ["KEXEC_ON_CRASH", 0x1],
  ["KEXEC_PRESERVE_CONTEXT", 0x2],
];

/**
 * IOCTL lists commands of ioctl that matter beyond one driver. Source: asm-generic/ioctls.h,
 * linux/fs.h and linux/sockios.h.
 */
export const IOCTL: readonly Constant[] = [
  ["BLKROSET", 0x125d],
  ["BLKDISCARD", 0x1277],
  ["TCGETS", 0x5401],
  ["TCSETS", 0x5402],
  ["TCSETSW", 0x5403],
  ["TCSETSF", 0x5404],
  ["TIOCEXCL", 0x540c],
  ["TIOCNXCL", 0x540d],
  ["TIOCSCTTY", 0x540e],
  ["TIOCGPGRP", 0x540f],
  ["TIOCSPGRP", 0x5410],
  ["TIOCSTI", 0x5412],
  ["TIOCGWINSZ", 0x5413],
  ["TIOCSWINSZ", 0x5414],
  ["FIONREAD", 0x541b],
  ["TIOCCONS", 0x541d],
  ["FIONBIO", 0x5421],
  ["TIOCNOTTY", 0x5422],
  ["TIOCSETD", 0x5423],
  ["TIOCGPTPEER", 0x5441],
  ["FIONCLEX", 0x5450],
  ["FIOCLEX", 0x5451],
  ["FIOASYNC", 0x5452],
  ["SIOCADDRT", 0x890b],
  ["SIOCDELRT", 0x890c],
  ["SIOCGIFCONF", 0x8912],
  ["SIOCGIFFLAGS", 0x8913],
  ["SIOCSIFFLAGS", 0x8914],
  ["SIOCSIFADDR", 0x8916],
  ["SIOCSIFHWADDR", 0x8924],
  ["SIOCGIFHWADDR", 0x8927],
  ["SIOCSARP", 0x8955],
  ["SIOCBRADDIF", 0x89a2],
  ["FICLONE", 0x40049409],
  ["FS_IOC_SETFLAGS", 0x40086602],
  ["FICLONERANGE", 0x4020940d],
  ["TIOCGPTN", 0x80045430],
  ["FS_IOC_GETFLAGS", 0x80086601],
  ["FIFREEZE", 0xc0045877],
  ["FITHAW", 0xc0045878],
];
