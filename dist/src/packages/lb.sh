#!/bin/sh
# Runs lb with the Java that is beside it; needs nothing else on the machine but the GNU C library.
set -eu
self=$0
if [ -L "$self" ]; then self=$(readlink -f "$self"); fi
home=${self%/bin/lb}

if [ ! -e @loader@ ]; then
    machine=$(uname -m)
    if [ "$machine" != @machine@ ]; then
        echo "lb: this package is for @machine@ and this machine is $machine: take the package for $machine, or lb.jar with a Java 25 of this machine's" >&2
    else
        echo "lb: this package needs the GNU C library (@loader@), which this system has not got (Alpine Linux has another one): use lb.jar with a Java 25 of this system's" >&2
    fi
    exit 1
fi

# A link of that name takes HAProxy's own command line. The JVM uses SIGUSR2 itself unless it is told another signal.
if [ "${0##*/}" = haproxy ]; then
    set -- haproxy "$@"
fi
export _JAVA_SR_SIGNUM="${_JAVA_SR_SIGNUM:-40}"

# The cache has the classes of a start as they are once they are loaded; without it all works, and starts more slowly. What the
# JVM has to say of it is nothing for whoever starts a node.
cache=
if [ -e "$home/lib/lb.aot" ]; then cache="-XX:AOTCache=$home/lib/lb.aot"; fi
exec "$home/runtime/bin/java" @options@ ${cache:+"$cache"} '-Xlog:cds*=off' '-Xlog:aot*=off' -jar "$home/lib/lb.jar" "$@"
