#!/bin/sh
# SPDX-License-Identifier: (MIT OR GPL-2.0-only)
# Builds the BPF objects, one for each architecture, and notes the hashes of sources and objects.
# Needs clang, llvm and libbpf-dev.
set -eu
cd "$(dirname "$0")"

build() { # TARGET_ARCH FILE
    clang -target bpf -mcpu=v3 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter \
        -D__TARGET_ARCH_"$1" -fdebug-compilation-dir=. -c exeray.bpf.c -o "$2"
    # Only the DWARF goes: the types that CO-RE needs are in .BTF.
    "$(command -v llvm-strip || ls /usr/bin/llvm-strip-* | tail -n 1)" -g "$2"
}

build x86 exeray.x86_64.bpf.o
build arm64 exeray.aarch64.bpf.o
LC_ALL=C sha256sum build.sh *.c *.h *.o > objects.sha256
