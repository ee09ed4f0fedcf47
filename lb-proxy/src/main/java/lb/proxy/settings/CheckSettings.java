package lb.proxy.settings;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server's health is found out.
 *
 * @param probe what is tried
 * @param place where it is tried
 * @param pace how often
 * @param rise successes in a row that bring a DOWN server up, 1 or more
 * @param fall failures in a row that take an UP server down, 1 or more
 * @param observation how live traffic counts beside it; null for not at all
 */
public record CheckSettings(
        Probe probe,
        Place place,
        Pace pace,
        int rise,
        int fall,
        @Nullable Observation observation) {
    /** The check goes where the traffic goes. */
    public static final int PORT_OF_SERVER = 0;

    /** A check that alone counts. */
    public CheckSettings(Probe probe, Place place, Pace pace, int rise, int fall) {
        this(probe, place, pace, rise, fall, null);
    }

    /** The same, beside which live traffic counts so. */
    public CheckSettings withObservation(@Nullable Observation other) {
        return new CheckSettings(probe, place, pace, rise, fall, other);
    }

    /** The same elsewhere. */
    public CheckSettings at(Place other) {
        return new CheckSettings(probe, other, pace, rise, fall, observation);
    }

    /** A check by the server's own address, at one pace. */
    public CheckSettings(Probe probe, int port, Duration interval, Duration timeout, int rise, int fall) {
        this(probe, new Place(null, port, null, false), new Pace(interval, interval, interval, timeout), rise, fall);
    }

    /** A check of the port that the server answers on. */
    public CheckSettings(Probe probe, Duration interval, Duration timeout, int rise, int fall) {
        this(probe, PORT_OF_SERVER, interval, timeout, rise, fall);
    }

    /** From one start of a probe to the next of a server whose state is certain. */
    public Duration interval() {
        return pace.interval();
    }

    /** A probe that takes longer has failed. */
    public Duration timeout() {
        return pace.timeout();
    }

    /**
     * Where a probe goes.
     *
     * @param address null for that of the server
     * @param port {@link #PORT_OF_SERVER} for where the server answers
     * @param tls how TLS is spoken; null for not at all. Its server name is the same each time
     * @param sendProxy whether its connection begins with a PROXY header of version 1
     */
    public record Place(
            @Nullable InetAddress address,
            int port,
            @Nullable ConnectTls tls,
            boolean sendProxy) {}

    /**
     * How often a probe starts, and how long it may take. Each at least 1 ms.
     *
     * @param interval from one start to the next while the server is certainly up
     * @param fast the same while it is on its way up or down
     * @param down the same while it is certainly down
     * @param timeout a probe that takes longer has failed
     */
    public record Pace(Duration interval, Duration fast, Duration down, Duration timeout) {}

    /** How the agent of a server is asked: it answers by a line, and each answer counts. */
    public static CheckSettings agent(String send, Place place, Duration interval) {
        return new CheckSettings(new Agent(send), place, new Pace(interval, interval, interval, interval), 1, 1);
    }

    /** What one check does. */
    public sealed interface Probe {}

    /** What is tried by TCP. */
    public sealed interface StreamProbe extends Probe {}

    /** What is tried by UDP. */
    public sealed interface DatagramProbe extends Probe {}

    /** A TCP connection that opens, and speaks TLS where it should, is a pass. */
    public record Connect() implements StreamProbe {}

    /** What is sent and what is expected, step by step; a pass when the last step has passed. */
    public record Script(List<ScriptStep> steps) implements StreamProbe {
        public Script {
            steps = List.copyOf(steps);
        }
    }

    /**
     * An HTTP/1 request; a response as expected is a pass.
     *
     * @param expected all of which the response has to be; by the status alone none is read further than its first line
     * @param stopOn404 whether 404 means that a server which is up gets no new traffic, and stays up
     */
    public record Http(CheckRequest request, List<HttpExpectation> expected, boolean stopOn404) implements StreamProbe {
        public Http {
            expected = List.copyOf(expected);
        }

        /** A request without a body, where a status within the bounds is a pass. */
        public Http(String method, String path, String host, int lowestStatus, int highestStatus) {
            this(
                    CheckRequest.of(method, path, host),
                    List.of(new HttpExpectation.Status(
                            List.of(new HttpExpectation.StatusRange(lowestStatus, highestStatus)), false)),
                    false);
        }
    }

    /** A TLS handshake is begun; any message of it, or an alert, is a pass. */
    public record TlsHello() implements StreamProbe {}

    /** A Redis PING; PONG is a pass. */
    public record Redis() implements StreamProbe {}

    /**
     * A MySQL or MariaDB handshake.
     *
     * @param user who logs in, without a password; null where the server's greeting is enough
     */
    public record Mysql(@Nullable String user) implements StreamProbe {}

    /**
     * A PostgreSQL start-up message; a server that asks for authentication, or needs none, passes.
     *
     * @param user whose name it carries
     */
    public record Postgres(String user) implements StreamProbe {}

    /**
     * An SMTP session up to the answer to its greeting.
     *
     * @param extended EHLO in place of HELO
     * @param domain what it is greeted with
     */
    public record Smtp(boolean extended, String domain) implements StreamProbe {}

    /**
     * An agent's line, with what it wants done with the server.
     *
     * @param send what it is sent first; may be empty
     */
    public record Agent(String send) implements StreamProbe {}

    /** An anonymous LDAPv3 bind; success is a pass. */
    public record Ldap() implements StreamProbe {}

    /**
     * A DNS query (RFC 1035); a reply with one of the response codes is a pass.
     *
     * @param name a domain name of letters, digits, {@code -} and {@code _} in labels of 63 at most, or {@code .}
     */
    public record Dns(String name, DnsType type, Set<DnsCode> expected) implements DatagramProbe {
        public Dns {
            expected = Set.copyOf(expected);
        }
    }

    /**
     * A datagram; a reply that contains the expected bytes is a pass. Where none is expected it is one, as is to hear
     * nothing at all until the time-out: only a refusal (ICMP port unreachable) is a failure then.
     *
     * @param send its bytes, one for each character up to U+00FF; may be empty
     * @param expect bytes likewise, at least one; null for no expectation
     */
    public record Datagram(String send, @Nullable String expect) implements DatagramProbe {}
}
