package lb.proxy.resolve;

import io.netty.handler.codec.dns.DnsRecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import lb.proxy.resolve.Answer.Failed;
import lb.proxy.resolve.Answer.Failure;
import lb.proxy.resolve.Answer.Found;
import lb.proxy.resolve.Reply.Addresses;
import lb.proxy.resolve.Reply.Nothing;
import lb.proxy.resolve.Reply.Service;
import lb.proxy.resolve.Reply.Services;
import lb.proxy.settings.DnsAddress;
import lb.proxy.settings.DnsAddress.Family;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a name is served: asks for the addresses of a host, of one family and, where there are none, of the other;
 * for a service first for its SRV records, then for the hosts in them whose addresses did not come along. One question at
 * a time; no socket, clock or thread.
 */
final class Lookup {
    /** Further hosts in the records of one service are not asked for. */
    static final int MOST_HOSTS = 64;

    private static final int MOST_SRV_WEIGHT = 65535;
    private static final int MOST_WEIGHT = 256;
    private static final Nothing NO_ADDRESS = new Nothing(Failure.NX, "no address of its hosts");

    private final DnsAddress address;
    private final Questions questions;
    private final Consumer<Answer> ended;
    private final Map<InetSocketAddress, Endpoint> found = new LinkedHashMap<>();
    private final Deque<String> unknown = new ArrayDeque<>();
    private long ttl = Long.MAX_VALUE;

    /** Why the last of the hosts is missing of which nobody says that it is not there. */
    private @Nullable Nothing missing;

    /** Who asks name servers. */
    @FunctionalInterface
    interface Questions {
        /** Asks for records of this type; the reply comes once, perhaps before this returns. */
        void ask(String name, DnsRecordType type, Consumer<Reply> reply);
    }

    /** @param ended told once, perhaps before {@link #start} returns */
    Lookup(DnsAddress address, Questions questions, Consumer<Answer> ended) {
        this.address = address;
        this.questions = questions;
        this.ended = ended;
    }

    void start() {
        if (address.isService()) {
            questions.ask(address.name(), DnsRecordType.SRV, this::servicesCame);
        } else {
            askHost(address.name(), reply -> {
                if (reply instanceof Addresses addresses) {
                    addresses.addresses().forEach(one -> add(one, address.port(), Endpoint.NO_WEIGHT));
                }
                end(reply);
            });
        }
    }

    private void askHost(String host, Consumer<Reply> ended) {
        boolean ipv4 = address.prefer() == Family.IPV4;
        questions.ask(host, ipv4 ? DnsRecordType.A : DnsRecordType.AAAA, first -> {
            if (first instanceof Nothing nothing && nothing.failure() == Failure.NX) {
                questions.ask(host, ipv4 ? DnsRecordType.AAAA : DnsRecordType.A, ended);
            } else {
                ended.accept(first);
            }
        });
    }

    private void servicesCame(Reply reply) {
        if (!(reply instanceof Services services)) {
            end(reply);
            return;
        }
        services.services().forEach(service -> {
            if (!services.known().containsKey(service.host())
                    && !unknown.contains(service.host())
                    && unknown.size() < MOST_HOSTS) {
                unknown.add(service.host());
            }
        });
        hostsKnown(services, new LinkedHashMap<>(services.known()));
    }

    /** Asks for the next host whose addresses are not known; with all of them the lookup is over. */
    private void hostsKnown(Services services, Map<String, List<InetAddress>> known) {
        String host = unknown.poll();
        if (host == null) {
            int heaviest =
                    services.services().stream().mapToInt(Service::weight).max().orElse(0);
            for (Service service : services.services()) {
                for (InetAddress one : known.getOrDefault(service.host(), List.of())) {
                    add(one, service.port(), weight(service.weight(), heaviest));
                }
            }
            end(found.isEmpty() ? Objects.requireNonNullElse(missing, NO_ADDRESS) : services);
            return;
        }
        askHost(host, reply -> {
            switch (reply) {
                case Addresses addresses -> {
                    known.put(host, addresses.addresses());
                    ttl = Math.min(ttl, addresses.ttlSeconds());
                    hostsKnown(services, known);
                }
                // The others of the service may be there.
                case Nothing nothing -> {
                    missing = nothing.failure() == Failure.NX ? missing : nothing;
                    hostsKnown(services, known);
                }
                case Services _ -> throw new IllegalStateException("addresses were asked for");
            }
        });
    }

    /** Greater weights than ours may be are made smaller, all by the same factor; 0 is the least there is. */
    static int weight(int weight, int heaviest) {
        int fitting = heaviest <= MOST_WEIGHT ? weight : weight * MOST_WEIGHT / Math.min(heaviest, MOST_SRV_WEIGHT);
        return Math.clamp(fitting, 1, MOST_WEIGHT);
    }

    private void add(InetAddress one, int port, int weight) {
        InetSocketAddress where = new InetSocketAddress(one, port);
        found.putIfAbsent(where, new Endpoint(where, weight));
    }

    private void end(Reply reply) {
        ended.accept(
                switch (reply) {
                    case Addresses addresses -> found(addresses.ttlSeconds(), addresses.by());
                    case Services services -> found(services.ttlSeconds(), services.by());
                    case Nothing nothing -> new Failed(nothing.failure(), nothing.detail());
                });
    }

    private Found found(long seconds, String by) {
        Failure unknown = missing == null ? null : missing.failure();
        return new Found(List.copyOf(found.values()), Math.min(ttl, seconds), by, unknown);
    }
}
