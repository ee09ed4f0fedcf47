#!/bin/sh
# Sourced by ./lb and ./verify: sets JAVA_HOME to a JDK of at least version 25, or says in one line what to install.

lb_java_version() { # the feature version of the Java in folder $1, or nothing
    [ -x "$1/bin/java" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\(1\.\)\{0,1\}\([0-9]*\).*/\2/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\(1\.\)\{0,1\}\([0-9]*\).*/\2/p'
    fi
}

lb_find_jdk() { # $1: a program the JDK must have, java or javac
    lb_on_path=$(command -v java 2>/dev/null) || lb_on_path=
    [ -z "$lb_on_path" ] || lb_on_path=$(dirname "$(dirname "$(readlink -f "$lb_on_path")")")
    for lb_home in "${JAVA_HOME:-}" "$lb_on_path" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
        "${HOME:-/root}"/.sdkman/candidates/java/* "${HOME:-/root}"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if [ -z "$lb_home" ] || [ ! -x "$lb_home/bin/$1" ]; then continue; fi
        lb_version=$(lb_java_version "$lb_home")
        if [ -n "$lb_version" ] && [ "$lb_version" -ge 25 ] 2>/dev/null; then
            JAVA_HOME=$lb_home
            export JAVA_HOME
            return 0
        fi
    done
    echo "lb needs JDK 25 or newer and found none in JAVA_HOME, on PATH or in the usual folders: install one (Debian/Ubuntu with Adoptium's repository: apt-get install temurin-25-jdk) or set JAVA_HOME." >&2
    return 1
}

lb_need_maven() {
    # Maven's own libraries use what Java 25 warns of. Not in .mvn/jvm.config: an older Java, which the build refuses in a
    # sentence, would stumble over the option first.
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS:-}"
    export MAVEN_OPTS
    command -v mvn >/dev/null 2>&1 && return 0
    echo "lb is built with Maven 3.8.6 or newer and found no mvn on PATH: install it (Debian/Ubuntu: apt-get install maven)." >&2
    return 1
}
