#!/bin/bash
# Runs tests on other kernels than this machine's, in a virtual machine that sees this machine's
# files and writes to memory only:
#
#   bash tests/kernels/run.sh                          those of DEFAULT, and the tests of what is captured
#   bash tests/kernels/run.sh 6.1 tests/live           Debian's linux-image-6.1.* and these tests
#
# It takes Debian's packages of the kernels, and needs from Debian qemu-system-x86 busybox-static
# kmod cpio xz-utils. The machine is emulated, so all is some twenty times slower and a choice of
# tests is in order; ACCELERATION=kvm where that works.
set -eu
project=$(cd "$(dirname "$0")/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/exeray/kernels
DEFAULT="6.1 6.12"
MODULES="virtio_pci 9pnet_virtio 9p overlay"

# unpack NAME: the folder of a kernel's package, the newest whose version begins so.
unpack() {
    local package
    package=$(apt-cache pkgnames "linux-image-$1." | grep -E '^linux-image-[0-9.]+([+-][a-z0-9]+)*-amd64$' |
        grep -vE 'cloud|rt|unsigned' | sort -V | tail -n 1)
    [ -n "$package" ] || { echo "Cannot find a kernel $1 among Debian's packages" >&2; return 1; }
    if [ ! -d "$cache/$package" ]; then
        mkdir -p "$cache/get" && (cd "$cache/get" && apt-get download -q "$package" >&2)
        dpkg-deb -x "$cache/get/$package"_*.deb "$cache/$package"
        rm -r "$cache/get"
    fi
    echo "$cache/$package"
}

# module FOLDER NAME: prints a module's file behind those that it needs.
module() {
    local file name
    file=$(find "$1/lib/modules" -name "${2//_/[-_]}.ko*" | head -n 1)
    [ -n "$file" ] || return 0 # built in
    for name in $(modinfo -F depends "$file" | tr , ' '); do module "$1" "$name"; done
    echo "$file"
}

# first_files FOLDER TESTS: makes the archive that the kernel starts with.
first_files() {
    local root=$1/first count=10 file
    rm -rf "$root"
    mkdir -p "$root/bin" "$root/modules" "$root/proc" "$root/sys" "$root/dev" "$root/host" \
        "$root/memory" "$root/root"
    cp /bin/busybox "$root/bin/busybox"
    for file in $(for name in $MODULES; do module "$1" "$name"; done | awk '!seen[$0]++'); do
        case $file in
        *.xz) xz -dc "$file" >"$root/modules/$count.ko" ;;
        *) cp "$file" "$root/modules/$count.ko" ;;
        esac
        count=$((count + 1))
    done
    cp "$project/tests/kernels/init.sh" "$root/init"
    printf '%s\n' "$project" >"$root/project"
    printf '%s\n' "$2" >"$root/tests"
    printf '%s\n' "$PATH" >"$root/path"
    printf '%s\n' "$HOME" >"$root/home"
    (cd "$root" && find . | cpio --quiet -o -H newc | gzip -1) >"$1/first.gz"
}

[ $# -gt 0 ] || set -- "$DEFAULT"
kernels=$1
shift
tests=${*:-tests/bpf/layout_test.ts tests/live/calls_test.ts tests/live/kinds_test.ts}
status=0
for kernel in $kernels; do
    folder=$(unpack "$kernel")
    first_files "$folder" "$tests"
    qemu-system-x86_64 -accel "${ACCELERATION:-tcg}" -cpu max -smp 2 -m 4000 -nographic -no-reboot \
        -kernel "$folder"/boot/vmlinuz-* -initrd "$folder/first.gz" \
        -append "console=ttyS0 quiet panic=-1" \
        -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
        </dev/null | tr -d '\r' | tee "$folder/log"
    grep -q '^TESTS PASSED$' "$folder/log" || status=1
done
exit $status
