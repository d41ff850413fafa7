#!/bin/sh
# What honest programs do: a build asks for the machine again and again, a login script for the user
# and the terminal, an administrator for what runs.
set -eu
for _ in 1 2 3; do
    uname -m
    uname -s
    id -u
    hostname || true
done > /dev/null 2>&1
ps aux > /dev/null 2>&1 || true
