package lb.dist;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the blocks of the pages are, and what of them cannot be done here as it is, each with its reason. */
final class GuideTables {
    /** Blocks in which nothing is typed. */
    static final Set<String> NO_COMMANDS = Set.of("text", "hocon", "json", "yaml", "haproxy");

    static final Set<String> COMMANDS = Set.of("sh", "console");

    /** By page and first line: read by a shell, and not run. */
    static final Map<String, String> NOT_RUN = Map.of(
            "README.md: sudo ./lb demo --pair",
            "takes half a minute; DemoIT runs it",
            "docs/clouds.md: openstack port set --allowed-address ip-address=192.168.1.150 \"$PORT\"",
            "no cloud here",
            "docs/haproxy-command.md: #!/bin/sh",
            "a file to be written; HaproxyCommandIT runs such a one",
            "docs/haproxy-command.md: haproxy -f haproxy.cfg -x /run/haproxy/admin.sock"
                    + " -sf $(cat /run/haproxy.pid) -D -p /run/haproxy.pid     # lb by that name",
            "takes over from a process that runs; BesideHaproxyIT does it");

    /** By page and first line: goes on until somebody ends it, which is done after two seconds. */
    static final Set<String> ENDLESS = Set.of(
            "docs/operations.md: while sleep 0.1; do curl -s -o /dev/null -m 1 -w '%{http_code} ' http://192.168.56.69/; done");

    /** By page and first line: what a person has done before, who comes to that place. */
    static final Map<String, String> BEFORE =
            Map.of("docs/runtime.md: $ lb reload", "sed -i 's/web3 = /web4 = /' @top@/pair.conf");

    /** A program that stands in the place of the one of its name. */
    record StandIn(String why, String script) {}

    private static final String UNITS = """
            for unit; do
                case $unit in
                    --*|restart|stop|start|reload|enable|disable|status|lb|haproxy|keepalived) ;;
                    *) echo "no unit or word of systemctl: $unit"; exit 1 ;;
                esac
            done
            """;

    /** By name; in their scripts {@code @lb@} is the launcher of the packages, {@code @top@} the folder of the stage. */
    static final Map<String, StandIn> STAND_INS = Map.of(
            "systemctl", new StandIn("no service manager runs here", UNITS),
            "journalctl", new StandIn("no service manager runs here", "[ \"$1 $2\" = '-u lb' ]\n"),
            "apt", new StandIn("it would change this machine; DebianPackageIT installs the package", """
                    case $1 in
                        install) [ -f "$2" ] ;;
                        purge|remove) [ $# -gt 1 ] ;;
                        *) exit 1 ;;
                    esac
                    """),
            "scp", new StandIn("the other machines are folders here", """
                    for file; do target=$file; done
                    while [ $# -gt 1 ]; do
                        cp "@top@/hosts/${1%%:*}${1#*:}" "$target" || exit 1
                        shift
                    done
                    """),
            "sudo", new StandIn("the test is root already", "exec \"$@\"\n"),
            "restart-web2", new StandIn("stands for what restarts a server", "true\n"),
            "lb", new StandIn("a node that runs is started in a network of its own, and ended when it serves", """
                    case ${1:-} in
                        run|demo) exec @top@/programs/served @lb@ "$@" ;;
                        *) exec @lb@ "$@" ;;
                    esac
                    """),
            "java", new StandIn("the same", """
                    case ${3:-} in
                        run) exec @top@/programs/served @java@ "$@" ;;
                        *) exec @java@ "$@" ;;
                    esac
                    """),
            "served", new StandIn("not typed by anybody: runs, waits and ends for lb and java", """
                    : >served.log
                    unshare -n sh -c '
                        ip link set lo up
                        ip link add eth1 type veth peer name eth1-end
                        ip link set eth1-end up
                        ip address add 192.168.56.21/24 dev eth1
                        ip link set eth1 up
                        exec "$@"' sh "$@" >served.log 2>&1 &
                    pid=$!
                    until grep -Eq 'at most [0-9,]+ connections|/stats' served.log; do
                        if ! kill -0 $pid 2>/dev/null; then cat served.log; exit 1; fi
                        sleep 0.05
                    done
                    kill $pid
                    wait $pid
                    status=$?
                    cat served.log
                    exit $status
                    """));

    /** Names that the pages have for machines. */
    static final List<String> HOSTS = List.of("192.168.56.21 ha1", "192.168.56.22 ha2");

    private GuideTables() {}
}
