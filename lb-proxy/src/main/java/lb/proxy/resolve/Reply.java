package lb.proxy.resolve;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import lb.proxy.resolve.Answer.Failure;

/** What a name server has answered to one question, or that none has. */
sealed interface Reply {
    /** The addresses of a host; not empty. */
    record Addresses(List<InetAddress> addresses, long ttlSeconds, String by) implements Reply {}

    /**
     * Where a service is; not empty.
     *
     * @param known the addresses of hosts that came with the answer, by name in small letters with a dot at its end
     */
    record Services(List<Service> services, Map<String, List<InetAddress>> known, long ttlSeconds, String by)
            implements Reply {}

    /**
     * Neither.
     *
     * @param detail what was the matter, for people
     */
    record Nothing(Failure failure, String detail) implements Reply {}

    /**
     * One SRV record.
     *
     * @param host in small letters, with a dot at its end
     * @param port 1 to 65535
     * @param weight 0 to 65535
     * @param priority 0 to 65535; the lowest is to be used first
     */
    record Service(String host, int port, int weight, int priority) {}
}
