package lb.proxy.tcp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import lb.proxy.Proxy;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.Condition;
import lb.proxy.settings.FrontendRouting;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Network;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Rule;
import lb.proxy.settings.RuleAction;
import lb.proxy.settings.Rules;
import lb.proxy.settings.Sample;
import lb.proxy.settings.Transport;
import lb.proxy.settings.UseServer;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules of connections in mode tcp. */
@Timeout(60)
class TcpRulesTest {
    private static final Condition FROM_LOOPBACK =
            new Condition.Address(new Sample.Source(), List.of(new Network(InetAddress.getLoopbackAddress(), 32)));
    private static final Condition FROM_ELSEWHERE = new Condition.Not(FROM_LOOPBACK);
    private static final RuleAction REJECT = new RuleAction.Reject();

    @Test
    void aConnectionIsRefusedBeforeItIsASession() throws Exception {
        Rules rules = new Rules(List.of(new Rule(FROM_LOOPBACK, REJECT)), List.of(), List.of(), List.of(), List.of());
        try (Fixture fixture = new Fixture(rules, Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
            assertThat(fixture.figure(Column.DCON)).isEqualTo(1);
            assertThat(fixture.figure(Column.CONN_TOT)).isEqualTo(1);
            assertThat(fixture.figure(Column.STOT)).isZero();
            assertThat(fixture.figure(Column.SCUR)).isZero();
            assertThat(fixture.ends).isEmpty();
        }
    }

    @Test
    void aSessionIsRefused() throws Exception {
        Rules rules = new Rules(
                List.of(new Rule(FROM_ELSEWHERE, REJECT)),
                List.of(new Rule(FROM_LOOPBACK, REJECT)),
                List.of(),
                List.of(),
                List.of());
        try (Fixture fixture = new Fixture(rules, Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
            assertThat(fixture.figure(Column.DCON)).isZero();
            assertThat(fixture.figure(Column.DSES)).isEqualTo(1);
        }
    }

    @Test
    void whatIsRejectedByItsContentIsDeniedAndTold() throws Exception {
        Condition port = new Condition.Number(new Sample.DestinationPort(), List.of(new Condition.Range(1, 65535)));
        try (Fixture fixture = new Fixture(content(new Rule(port, REJECT)), Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
            assertThat(fixture.figure(Column.DREQ)).isEqualTo(1);
            ExchangeEnd end = fixture.end();
            assertThat("" + end.endedBy().letter() + end.endedIn().letter()).isEqualTo("PR");
        }
    }

    @Test
    void aNameThatNobodyAsksForIsWaitedForNoLongerThanTheInspectDelay() throws Exception {
        Rule named = new Rule(new Condition.Not(new Condition.Present(new Sample.ServerName())), REJECT);
        try (Fixture fixture = new Fixture(content(named), Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
            assertThat(fixture.figure(Column.DREQ)).isEqualTo(1);
        }
    }

    @Test
    void whatStandsBeforeAQuestionForANameDecidesAtOnce() throws Exception {
        Condition unnamed = new Condition.Not(new Condition.Present(new Sample.ServerName()));
        Rules accepts = content(new Rule(FROM_LOOPBACK, new RuleAction.Allow()), new Rule(unnamed, REJECT));
        try (Fixture fixture = new Fixture(Duration.ofHours(1), accepts, Rules.NONE)) {
            assertThat(fixture.answer()).isIn("one", "two");
        }
        Rules neverAsks = content(
                new Rule(new Condition.All(List.of(FROM_ELSEWHERE, unnamed)), new RuleAction.Allow()),
                new Rule(FROM_LOOPBACK, REJECT));
        try (Fixture fixture = new Fixture(Duration.ofHours(1), neverAsks, Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
        }
        try (Fixture fixture = new Fixture(Duration.ofHours(1), Rules.NONE, accepts)) {
            assertThat(fixture.answer()).isIn("one", "two");
        }
    }

    @Test
    void theBackendRejectsForItself() throws Exception {
        try (Fixture fixture = new Fixture(
                content(new Rule(FROM_LOOPBACK, new RuleAction.Allow()), new Rule(FROM_LOOPBACK, REJECT)),
                content(new Rule(FROM_LOOPBACK, REJECT)))) {
            assertThat(fixture.answer()).isEmpty();
            assertThat(fixture.figure(Column.DREQ)).isEqualTo(1);
            // As HAProxy 2.6 counts and logs it.
            assertThat(fixture.figure("BACKEND", Column.DREQ)).isZero();
            assertThat(fixture.figure("BACKEND", Column.STOT)).isEqualTo(1);
            assertThat(fixture.figure("BACKEND", Column.SCUR)).isZero();
            assertThat(fixture.end().backend()).isEqualTo("back");
        }
    }

    @Test
    void rulesKnowTheNamesOfWhereTheConnectionIs() throws Exception {
        Condition front = isNamed(new Sample.FrontendName(), "front");
        try (Fixture fixture = new Fixture(content(new Rule(front, REJECT)), Rules.NONE)) {
            assertThat(fixture.answer()).isEmpty();
        }
        Condition back = isNamed(new Sample.BackendName(), "back");
        try (Fixture fixture = new Fixture(content(new Rule(back, REJECT)), Rules.NONE)) {
            assertThat(fixture.answer()).isIn("one", "two");
        }
        try (Fixture fixture =
                new Fixture(Rules.NONE, content(new Rule(new Condition.All(List.of(front, back)), REJECT)))) {
            assertThat(fixture.answer()).isEmpty();
        }
    }

    private static Condition isNamed(Sample sample, String name) {
        return new Condition.Text(sample, Condition.Comparison.EXACT, List.of(name), false);
    }

    @Test
    void useServerNamesTheServer() throws Exception {
        try (Fixture fixture = new Fixture(Rules.NONE, Rules.NONE, new UseServer(FROM_LOOPBACK, "s2"))) {
            for (int i = 0; i < 4; i++) {
                assertThat(fixture.answer()).isEqualTo("two");
            }
        }
    }

    private static Rules content(Rule... rules) {
        return new Rules(List.of(), List.of(), List.of(rules), List.of(), List.of());
    }

    private static final class Fixture implements AutoCloseable {
        private final ScriptedServer one;
        private final ScriptedServer two;
        private final BlockingQueue<ExchangeEnd> ends = new LinkedBlockingQueue<>();
        private final Proxy proxy;

        Fixture(Rules ofFrontend, Rules ofBackend, UseServer... servers) throws Exception {
            this(Duration.ofMillis(50), ofFrontend, ofBackend, servers);
        }

        Fixture(Duration inspectDelay, Rules ofFrontend, Rules ofBackend, UseServer... servers) throws Exception {
            one = new ScriptedServer(socket -> say(socket, "one"));
            two = new ScriptedServer(socket -> say(socket, "two"));
            BackendSettings backend = Plan.of(Transport.AUTO, one.address(), two.address())
                    .backend()
                    .withRules(ofBackend, List.of(servers));
            FrontendSettings plain = Plan.of(Transport.AUTO)
                    .frontend("front", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            FrontendSettings frontend = new FrontendSettings(
                    plain.name(),
                    plain.mode(),
                    plain.binds(),
                    backend.name(),
                    plain.timeouts(),
                    plain.http(),
                    new FrontendRouting(List.of(), MessageEdits.NONE, inspectDelay, ofFrontend),
                    plain.udp(),
                    plain.log(),
                    plain.logEmptyConnections(),
                    List.of());
            proxy = Proxy.start(
                    new ProxySettings(1, Transport.AUTO, List.of(frontend), List.of(backend)),
                    (_, end) -> ends.add(ExchangeEnd.of(end)),
                    _ -> {});
        }

        private static void say(Socket socket, String word) throws IOException {
            socket.getOutputStream().write(word.getBytes(ISO_8859_1));
        }

        /** All that comes until the end, be it a reset. */
        String answer() throws IOException {
            InetSocketAddress address = proxy.localAddresses("front").getFirst();
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                client.setSoTimeout(10_000);
                return new String(client.getInputStream().readAllBytes(), ISO_8859_1);
            } catch (SocketException _) {
                return "";
            }
        }

        ExchangeEnd end() throws InterruptedException {
            ExchangeEnd end = ends.poll(10, TimeUnit.SECONDS);
            assertThat(end).as("an exchange has ended").isNotNull();
            return end;
        }

        long figure(Column column) {
            return figure("FRONTEND", column);
        }

        long figure(String of, Column column) {
            return proxy.statistics().stream()
                    .filter(row -> row.text(Column.SVNAME).equals(of))
                    .findFirst()
                    .orElseThrow()
                    .number(column);
        }

        @Override
        public void close() throws Exception {
            proxy.close();
            one.close();
            two.close();
        }
    }
}
