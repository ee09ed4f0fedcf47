package lb.proxy.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.FrontendHttp;
import lb.proxy.settings.FrontendLimits;
import lb.proxy.settings.FrontendLog;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.FrontendTimeouts;
import lb.proxy.settings.FrontendUdp;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.LogFormat;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.ProcessLimits;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What differs between two settings, and what of it needs another process. */
class ChangesTest {
    private static final BindSettings HERE = new BindSettings(new InetSocketAddress("127.0.0.1", 8001));
    private static final BindSettings QUIC = HERE.with(new ListenTls(List.of(new CertificateFile(Path.of("www.pem")))))
            .overQuic();
    private static final BindSettings THERE = new BindSettings(new InetSocketAddress("127.0.0.1", 8002));
    private static final ServerSettings ONE = ServerSettings.of("one", new InetSocketAddress("10.0.0.1", 80), 1);
    private static final ServerSettings TWO = ServerSettings.of("two", new InetSocketAddress("10.0.0.2", 80), 1);

    @Test
    void twoThatAreTheSameDifferInNothing() {
        Changes changes = Changes.between(settings(), settings());
        assertThat(changes.isEmpty()).isTrue();
        assertThat(changes.refusals()).isEmpty();
    }

    @Test
    void serversAreKnownByBackendAndName() {
        ProxySettings before = settings().withBackends(List.of(backend("b", Mode.HTTP, ONE, TWO)));
        ServerSettings three = TWO.withName("three");
        Changes changes = Changes.between(
                before, settings().withBackends(List.of(backend("b", Mode.HTTP, ONE.withMaxConnections(3), three))));
        assertThat(changes.servers()).isEqualTo(new Difference(List.of("b/three"), List.of("b/two"), List.of("b/one")));
        assertThat(changes.backends().isEmpty()).isTrue();
        assertThat(changes.refusals()).isEmpty();
    }

    @Test
    void anotherOrderOfServersIsTold() {
        ProxySettings before = settings().withBackends(List.of(backend("b", Mode.HTTP, ONE, TWO)));
        ServerSettings three = TWO.withName("three");
        Changes changes =
                Changes.between(before, settings().withBackends(List.of(backend("b", Mode.HTTP, three, TWO, ONE))));
        assertThat(changes.others()).containsExactly("backend b: servers in another order");
        assertThat(Changes.between(before, settings().withBackends(List.of(backend("b", Mode.HTTP, three, ONE))))
                        .others())
                .isEmpty();
    }

    @Test
    void anotherOrderOfFrontendsAndOfBackendsIsTold() {
        BackendSettings first = backend("b", Mode.HTTP, ONE);
        BackendSettings second = backend("c", Mode.HTTP, TWO);
        ProxySettings before = settings()
                .withFrontends(List.of(frontend("f", Mode.HTTP, HERE), frontend("g", Mode.HTTP, THERE)))
                .withBackends(List.of(first, second));
        ProxySettings after = settings()
                .withFrontends(List.of(frontend("g", Mode.HTTP, THERE), frontend("f", Mode.HTTP, HERE)))
                .withBackends(List.of(second, first));
        assertThat(Changes.between(before, after).others())
                .containsExactly("frontends in another order", "backends in another order");
        assertThat(Changes.between(before, after).isEmpty()).isFalse();
        assertThat(Changes.between(before, before.withBackends(List.of(second))).others())
                .isEmpty();
    }

    @Test
    void backendsAreChangedByWhatIsTheirOwn() {
        BackendSettings other = backend("b", Mode.HTTP, ONE).withBalancing(new Balancing(new Balance.First()));
        Changes changes =
                Changes.between(settings(), settings().withBackends(List.of(other, backend("more", Mode.HTTP, TWO))));
        assertThat(changes.backends()).isEqualTo(new Difference(List.of("more"), List.of(), List.of("b")));
        assertThat(changes.servers()).isEqualTo(new Difference(List.of("more/two"), List.of(), List.of()));
    }

    @Test
    void addressesAreThoseOfAFrontend() {
        Changes changes =
                Changes.between(settings(), settings().withFrontends(List.of(frontend("f", Mode.HTTP, THERE))));
        assertThat(changes.binds())
                .isEqualTo(new Difference(List.of("f 127.0.0.1:8002"), List.of("f 127.0.0.1:8001"), List.of()));
        assertThat(changes.frontends().isEmpty()).isTrue();
        assertThat(changes.refusals()).isEmpty();
    }

    @Test
    void whichVersionOfHttpClientsSpeakIsNoMatterOfTheSocket() {
        BindSettings other = new BindSettings(
                HERE.address(), HERE.acceptProxy(), HERE.listen().withHttp2Only(true), HERE.tcp());
        ProxySettings changed = settings().withFrontends(List.of(frontend("f", Mode.HTTP, other)));
        for (Changes changes : List.of(Changes.between(settings(), changed), Changes.between(changed, settings()))) {
            assertThat(changes.refusals()).isEmpty();
            assertThat(changes.binds().changed()).containsExactly("f 127.0.0.1:8001");
        }
    }

    @Test
    void limitsOfConnectionsAreNoReasonForARestart() {
        Changes changes =
                Changes.between(settings(), settings().withLimits(ProcessLimits.STANDARD.withConnections(77)));
        assertThat(changes.others()).containsExactly("connections 0 -> 77");
        assertThat(changes.refusals()).isEmpty();
    }

    @Test
    void addressesOfHttp3ComeAndGoBesideThoseOfTcp() {
        ProxySettings both = settings().withFrontends(List.of(frontend("f", Mode.HTTP, HERE, QUIC)));
        assertThat(Changes.between(both, both).isEmpty()).isTrue();
        Changes come = Changes.between(settings(), both);
        assertThat(come.refusals()).isEmpty();
        assertThat(come.binds()).isEqualTo(new Difference(List.of("f quic 127.0.0.1:8001"), List.of(), List.of()));
        Changes go = Changes.between(both, settings());
        assertThat(go.refusals()).isEmpty();
        assertThat(go.binds()).isEqualTo(new Difference(List.of(), List.of("f quic 127.0.0.1:8001"), List.of()));
        ProxySettings moved = settings().withFrontends(List.of(frontend("f", Mode.HTTP, THERE, QUIC)));
        assertThat(Changes.between(both, moved).refusals()).isEmpty();
        ProxySettings none = settings().withFrontends(List.of());
        assertThat(Changes.between(both, none).refusals()).isEmpty();
        assertThat(Changes.between(none, both).refusals()).isEmpty();
    }

    @Test
    void frontendsOfModeUdpComeGoAndChange() {
        ProxySettings without = settings();
        ProxySettings with =
                without.withFrontends(List.of(frontend("f", Mode.HTTP, HERE), frontend("u", Mode.UDP, THERE)));
        ProxySettings moved =
                without.withFrontends(List.of(frontend("f", Mode.HTTP, HERE), frontend("v", Mode.UDP, THERE)));
        assertThat(Changes.between(without, with).refusals()).isEmpty();
        assertThat(Changes.between(with, without).refusals()).isEmpty();
        assertThat(Changes.between(with, moved).refusals()).isEmpty();
        assertThat(Changes.between(without, with).binds().added()).containsExactly("u 127.0.0.1:8002");
    }

    /** As for DNS. */
    @Test
    void connectionsAndDatagramsMayHaveTheSamePort() {
        ProxySettings both =
                settings().withFrontends(List.of(frontend("tcp", Mode.TCP, HERE), frontend("udp", Mode.UDP, HERE)));
        assertThat(Changes.between(both, both).refusals()).isEmpty();
        assertThat(Changes.between(both, both).isEmpty()).isTrue();
        assertThat(Changes.between(
                                settings(),
                                both.withFrontends(
                                        List.of(frontend("f", Mode.HTTP, HERE), frontend("udp", Mode.UDP, HERE))))
                        .refusals())
                .isEmpty();
    }

    static Stream<Arguments> restarts() {
        return Stream.of(
                restart(
                        "threads is 2 instead of 1: that needs lb upgrade, or a restart",
                        now -> new ProxySettings(2, now.transport(), now.limits(), now.frontends(), now.backends())),
                restart(
                        "frontend \"f\" is of mode tcp instead of http: that needs lb upgrade, or a restart",
                        now -> now.withFrontends(List.of(frontend("f", Mode.TCP, HERE)))),
                restart(
                        "backend \"b\" is of mode tcp instead of http: that needs lb upgrade, or a restart",
                        now -> now.withBackends(List.of(backend("b", Mode.TCP, ONE)))),
                restart(
                        "frontend \"g\" has the address /127.0.0.1:8001 of frontend \"f\": that needs lb upgrade, or a restart",
                        now -> now.withFrontends(List.of(frontend("g", Mode.HTTP, HERE)))),
                restart(
                        "frontend \"f\" asks for other options of the socket at /127.0.0.1:8001: that needs lb upgrade, or a restart",
                        now -> now.withFrontends(List.of(frontend(
                                "f",
                                Mode.HTTP,
                                new BindSettings(
                                        HERE.address(),
                                        HERE.acceptProxy(),
                                        HERE.listen(),
                                        new TcpOptions(null, Duration.ZERO, 1400, null)))))),
                restart(
                        "limit of buffers is 1048576 instead of 0: that needs lb upgrade, or a restart",
                        now -> now.withLimits(ProcessLimits.STANDARD.withBuffers(1 << 20))));
    }

    private static Arguments restart(String sentence, UnaryOperator<ProxySettings> change) {
        return Arguments.of(sentence, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("restarts")
    void whatNeedsARestartSaysSo(String sentence, UnaryOperator<ProxySettings> change) {
        assertThat(Changes.between(settings(), change.apply(settings())).refusals())
                .contains(sentence);
    }

    private static ProxySettings settings() {
        return new ProxySettings(
                1, Transport.AUTO, List.of(frontend("f", Mode.HTTP, HERE)), List.of(backend("b", Mode.HTTP, ONE)));
    }

    private static FrontendSettings frontend(String name, Mode mode, BindSettings... binds) {
        Duration time = Duration.ofSeconds(20);
        return new FrontendSettings(
                name,
                mode,
                List.of(binds),
                "b",
                new FrontendTimeouts(time, time, time, Duration.ZERO),
                FrontendLimits.NONE,
                FrontendHttp.STANDARD,
                FrontendRouting.NONE,
                FrontendUdp.STANDARD,
                new FrontendLog(LogFormat.Known.HTTP, true),
                List.of());
    }

    private static BackendSettings backend(String name, Mode mode, ServerSettings... servers) {
        Duration time = Duration.ofSeconds(20);
        return new BackendSettings(
                name,
                mode,
                new Balancing(new Balance.RoundRobin()),
                new BackendTimeouts(time, time, time, Duration.ZERO, Duration.ZERO),
                BackendHttp.STANDARD,
                MessageEdits.NONE,
                BackendUdp.STANDARD,
                new Retrying(0, false),
                List.of(servers));
    }
}
