package lb.admin.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import org.jspecify.annotations.Nullable;

/**
 * A health check as far as it is known: server over backend over defaults over what stands when nobody says anything.
 *
 * @param place where it goes
 * @param fast null for the interval
 * @param down null for the interval
 * @param timeout null for the interval
 * @param observation null for none
 * @param mode of the backend; null in defaults
 * @param saysTls whether it is written if it speaks TLS
 */
record Check(
        boolean on,
        CheckProbe probe,
        CheckSettings.Place place,
        Duration interval,
        @Nullable Duration fast,
        @Nullable Duration down,
        @Nullable Duration timeout,
        int fall,
        int rise,
        @Nullable Observation observation,
        @Nullable Mode mode,
        boolean saysTls) {
    private static final CheckSettings.Place OF_SERVER =
            new CheckSettings.Place(null, CheckSettings.PORT_OF_SERVER, null, false);

    static final Check STANDARD = new Check(
            true,
            CheckProbe.STANDARD,
            OF_SERVER,
            CheckKeys.INTERVAL.standard().orElseThrow(),
            null,
            null,
            null,
            CheckKeys.FALL.standard().orElseThrow(),
            CheckKeys.RISE.standard().orElseThrow(),
            null,
            null,
            false);

    /** A refusal comes at once or not at all: longer silence tells nothing more. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    /** For a backend: with mode udp, what is tried does not come from the defaults. */
    Check in(Mode backend) {
        boolean udp = backend == Mode.UDP;
        return new Check(
                on,
                udp ? CheckProbe.ofDatagrams() : probe,
                udp ? OF_SERVER : place,
                interval,
                fast,
                down,
                timeout,
                fall,
                rise,
                ObserveKeys.in(backend, observation),
                backend,
                saysTls);
    }

    /** With what a section says of its check in its place. */
    Check over(Section owner) {
        var value = owner.value(ProxyKeys.CHECK);
        if (value == null) {
            return this;
        }
        if (value.scalar().isPresent()) {
            var flag = value.parsed(new Form.Flag());
            return flag == null
                    ? this
                    : new Check(
                            flag, probe, place, interval, fast, down, timeout, fall, rise, observation, mode, saysTls);
        }
        var section = owner.section(ProxyKeys.CHECK, CheckKeys.TABLE);
        if (section == null) {
            return this;
        }
        var there = place(section);
        return new Check(
                true,
                probe.over(section, there.tls() != null, there.sendProxy()),
                there,
                section.get(CheckKeys.INTERVAL, interval),
                section.has(CheckKeys.FAST_INTERVAL) ? section.get(CheckKeys.FAST_INTERVAL) : fast,
                section.has(CheckKeys.DOWN_INTERVAL) ? section.get(CheckKeys.DOWN_INTERVAL) : down,
                section.has(CheckKeys.TIMEOUT) ? section.get(CheckKeys.TIMEOUT) : timeout,
                section.get(CheckKeys.FALL, fall),
                section.get(CheckKeys.RISE, rise),
                ObserveKeys.over(section, mode, observation),
                mode,
                saysTls || section.has(CheckTlsKeys.TLS));
    }

    /** As its server is spoken to, where it goes there and does not say otherwise. */
    Check like(@Nullable ConnectTls server) {
        if (server == null
                || saysTls
                || isElsewhere()
                || probe.type() == CheckKeys.Type.TLS_HELLO
                || probe.type().datagrams()) {
            return this;
        }
        return new Check(
                on,
                probe,
                new CheckSettings.Place(place.address(), place.port(), ofChecks(server), place.sendProxy()),
                interval,
                fast,
                down,
                timeout,
                fall,
                rise,
                observation,
                mode,
                saysTls);
    }

    /** What is a part of requests is nothing that a check could ask for. */
    private static ConnectTls ofChecks(ConnectTls server) {
        var name = server.serverName();
        return new ConnectTls(
                server.verify(),
                server.authorities(),
                server.revoked(),
                name != null && name.isFixed() ? name : null,
                server.expectedName(),
                withoutHttp2(server.protocols()),
                server.algorithms(),
                server.certificate(),
                server.resume());
    }

    /** Checks speak HTTP/1.1, also of a server whose requests go by HTTP/2. */
    private static List<String> withoutHttp2(List<String> protocols) {
        return protocols.stream().filter(protocol -> !protocol.equals("h2")).toList();
    }

    private CheckSettings.Place place(Section section) {
        InetAddress address = section.get(CheckKeys.ADDRESS);
        ConnectTls tls = ConnectTlsReader.ofCheck(section, place.tls());
        return new CheckSettings.Place(
                address == null ? place.address() : address,
                section.get(CheckKeys.PORT, place.port()),
                tls,
                section.get(CheckKeys.SEND_PROXY, place.sendProxy()));
    }

    /** Whether it goes to another address or port than the traffic. */
    boolean isElsewhere() {
        return place.port() != CheckSettings.PORT_OF_SERVER || place.address() != null;
    }

    /** Whether it knows a port without the server's. */
    boolean knowsPort() {
        return place.port() != CheckSettings.PORT_OF_SERVER || probe.knowsPorts();
    }

    /** @param address the server's, as written */
    @Nullable
    CheckSettings settings(String address) {
        return on ? new CheckSettings(probe.settings(address), place, pace(), rise, fall, observation) : null;
    }

    private CheckSettings.Pace pace() {
        return new CheckSettings.Pace(
                interval, fast == null ? interval : fast, down == null ? interval : down, limit());
    }

    private Duration limit() {
        if (timeout != null) {
            return timeout;
        }
        return probe.expectsNothing() && SILENCE.compareTo(interval) < 0 ? SILENCE : interval;
    }
}
