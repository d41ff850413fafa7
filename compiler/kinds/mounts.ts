import { fd, flags, i32, opened, openPath, pathname, string, text, u32, u64 } from "./fields.ts";
import type { Field, Kind } from "./kind.ts";

const NAMESPACES: Field = flags("flags", 0, "CLONE_NEW flags: the namespaces that are meant", {
  symbols: "clone",
});

/** MOUNTS lists the kinds that change which files a process sees, and its namespaces. */
export const MOUNTS: readonly Kind[] = [
  {
    name: "mount",
    doc: "mounts a file system, or changes or moves a mount",
    example: `mount { flags has MS_BIND, target =~ "^/etc" }`,
    fields: [
      text("source", 0, "what is mounted, as passed: a device, a directory, or a mere name"),
      text("target", 1, "where it is mounted, as passed"),
      text("fstype", 2, "type of the file system, such as tmpfs"),
      flags("flags", 0, "MS_ flags of mount; the newer calls have their own in arg0 to arg5", {
        symbols: "mount",
      }),
      fd(1, "descriptor of the file system that is being set up, or of the mount"),
    ],
    calls: [
      {
        name: "mount",
        captures: { source: string(0), target: string(1), fstype: string(2), flags: u64(3) },
      },
      { name: "move_mount", captures: { fd: i32(0), source: string(1), target: string(3) } },
      { name: "fsopen", captures: { fstype: string(0) } },
      {
        // FSCONFIG_SET_STRING: of the parameters, the one called source says what is mounted.
        name: "fsconfig",
        when: { arg: 1, in: [1] },
        captures: { fd: i32(0), source: string(3) },
      },
      { name: "fsconfig", captures: { fd: i32(0) } },
      { name: "fsmount", captures: { fd: i32(0) } },
      { name: "fspick", captures: { fd: i32(0), target: string(1) } },
      { name: "open_tree", captures: { fd: i32(0), source: string(1) } },
      { name: "open_tree_attr", captures: { fd: i32(0), source: string(1) } },
      { name: "mount_setattr", captures: { fd: i32(0), target: string(1) } },
    ],
  },
  {
    name: "umount",
    doc: "takes a mount away",
    example: `umount { flags has MNT_DETACH }`,
    fields: [
      text("target", 0, "mount that is taken away, as passed", { aliases: ["pathname"] }),
      flags("flags", 0, "MNT_ flags", { symbols: "umount" }),
    ],
    calls: [{ name: "umount2", captures: { target: string(0), flags: u32(1) } }],
  },
  {
    name: "pivot_root",
    doc: "exchanges the root of the mount namespace",
    example: `pivot_root {}`,
    fields: [
      text("pathname", 0, "new root, as passed", { aliases: ["source"] }),
      text("target", 1, "where the old root goes, as passed"),
    ],
    calls: [{ name: "pivot_root", captures: { pathname: string(0), target: string(1) } }],
  },
  {
    name: "chroot",
    doc: "changes the root directory of a process",
    example: `chroot { pathname != "/var/empty" }`,
    fields: [pathname()],
    calls: [{ name: "chroot", captures: { pathname: string(0) } }],
  },
  {
    name: "setns",
    doc: "enters a namespace that there is",
    example: `setns { path =~ "^mnt:" }`,
    fields: [
      fd(1, "descriptor of the namespace or of a process"),
      { ...NAMESPACES, doc: "kinds of namespaces that are meant; 0 takes any" },
      openPath(0),
    ],
    calls: [{ name: "setns", captures: { fd: i32(0), flags: u32(1), path: opened(0) } }],
  },
  {
    name: "unshare",
    doc: "leaves shared namespaces for ones of its own",
    example: `unshare { flags has CLONE_NEWUSER }`,
    fields: [NAMESPACES],
    calls: [{ name: "unshare", captures: { flags: u64(0) } }],
  },
];
