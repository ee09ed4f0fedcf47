package lb.admin.standin;

import java.util.List;

/** What {@code -v}, {@code -vv} and a wrong command line print. Tools look for the words before the colons, and for features. */
final class VersionText {
    /** The release whose configurations and command line are understood. */
    static final String COMPATIBLE = "2.6";

    private VersionText() {}

    static List<String> version(String lb) {
        return List.of(
                "HAProxy version " + COMPATIBLE + ".0-lb-" + lb + " - stood in for by lb " + lb,
                "Status: this is lb, which runs configurations of HAProxy " + COMPATIBLE + "; it is not HAProxy.",
                "Running on: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", Java " + Runtime.version());
    }

    /** What of it there is, and what there is not. */
    static List<String> build() {
        return List.of(
                "Build options :",
                "  TARGET  = linux-glibc",
                "  OPTIONS = USE_EPOLL=1 USE_THREAD=1 USE_TPROXY=1 USE_TFO=1 USE_SYSTEMD=1 USE_PROMEX=1",
                "",
                "Feature list : +EPOLL +GETADDRINFO -LUA +OPENSSL -OT -PCRE -PCRE2 +PROMEX -QUIC -SLZ +SYSTEMD +TFO"
                        + " +THREAD +TPROXY -ZLIB",
                "",
                "Built with multi-threading support (MAX_THREADS=1024, default="
                        + Runtime.getRuntime().availableProcessors() + ").",
                "Built with TLS by BoringSSL (netty-tcnative) where it loads, else by Java.",
                "Built without Lua support.",
                "Regular expressions : RE2, linear in time.",
                "Built with transparent proxy support using: IP_TRANSPARENT IP_FREEBIND",
                "",
                "Available polling systems :",
                "      epoll : pref=300,  test result OK",
                "Total: 1 (1 usable), will use epoll.",
                "",
                "Available services : prometheus-exporter",
                "Available filters : none");
    }

    static List<String> usage() {
        return List.of(
                "Usage : haproxy [options] -f FILE|FOLDER ... [-- FILE ...]",
                "  -f FILE|FOLDER  a configuration; of a folder all *.cfg; may be repeated, and so are all behind --",
                "  -c              check the configuration only: status 0 when it is valid, else 1",
                "  -v, -vv         the version; with what it can do",
                "  -D              serve in the background; the status tells whether it serves",
                "  -W, -Ws         behave as a master process; tell systemd, too",
                "  -d, -db         stay in the foreground",
                "  -q, -V          print nothing; print notes, too",
                "  -C FOLDER       change to it first",
                "  -p FILE         write the number of the process to it",
                "  -n N, -N N      the most connections of all clients, of each frontend",
                "  -m N            the most memory of connections' buffers, in MiB",
                "  -L NAME         the name among peers",
                "  -sf, -st PID... once this one serves, have these finish, or end at once",
                "  -dW, -dR        no start after a warning; addresses of its own; other -d are passed over",
                "  -x SOCKET       take over the listening sockets of the process that has this runtime socket",
                "  -S ADDR[,OPT..] with -W: a socket of the master process, with options of a bind",
                "  -cc CONDITION   evaluate a condition of .if: status 0 when it holds, else 1, or 2 when it is none");
    }
}
