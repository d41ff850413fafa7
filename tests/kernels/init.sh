#!/bin/busybox sh
# The first process of the virtual machine: this machine's files beneath, memory above, the tests.
busybox=/bin/busybox
$busybox mount -t proc none /proc
$busybox mount -t sysfs none /sys
$busybox mount -t devtmpfs none /dev
for module in /modules/*; do $busybox insmod "$module"; done
$busybox mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose host /host
$busybox mount -t tmpfs none /memory
$busybox mkdir /memory/upper /memory/work
$busybox mount -t overlay -o lowerdir=/host,upperdir=/memory/upper,workdir=/memory/work none /root
cd /root || exit
$busybox mount -t proc none proc
$busybox mount -t sysfs none sys
$busybox mount -t devtmpfs none dev
$busybox mkdir -p dev/pts dev/shm
$busybox mount -t devpts none dev/pts
$busybox mount -t tmpfs none dev/shm
$busybox mount -t tmpfs none run
$busybox mount -t cgroup2 none sys/fs/cgroup
$busybox ip link set lo up
project=$($busybox cat /project)
# What tests write is then on a file system of its own, unless the project itself is there.
case $project in /tmp/*) ;; *) $busybox mount -t tmpfs none tmp ;; esac
export PATH="$($busybox cat /path)" HOME="$($busybox cat /home)" CI=true NO_COLOR=1 TERM=dumb DENO_NO_UPDATE_CHECK=1
$busybox uname -r
command="cd '$project' && if \$(command -v deno || echo npx -y deno@2.9.6) test -A --no-check $($busybox cat /tests)
then echo TESTS PASSED; fi; $busybox poweroff -f"
# Not a chroot: what the kernel says of paths starts at the root of the mount namespace.
exec $busybox switch_root /root /bin/sh -c "$command"
