package lb.proxy;

import static lb.proxy.ProxyFixture.loopback;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ProxySettings;
import lb.proxy.settings.Transport;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a start binds, and what it says when it cannot. */
@Timeout(60)
class ProxyStartTest {
    @OnEachTransport
    void aPortInUseIsNamedWithWhoHasItAndNothingStaysBound(Transport transport) throws Exception {
        Plan plan = Plan.of(transport, ScriptedServer.refusing());
        InetSocketAddress free = ScriptedServer.refusing();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FrontendSettings web = plan.frontend("web", free, loopback(taken.getLocalPort()));
            assertThat(problems(plan.settings(web)))
                    .singleElement()
                    .asString()
                    .startsWith("frontend \"web\": cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": the address is in use by ")
                    .contains("(process " + ProcessHandle.current().pid() + ")");
        }
        assertNobodyListens(free);
    }

    @OnEachTransport
    void twoThreadsDoNotShareAPortWithAnotherProgram(Transport transport) throws Exception {
        Plan plan = Plan.of(transport, ScriptedServer.refusing()).threads(2);
        try (Proxy first = start(plan.settings(plan.frontend("web", loopback(0))))) {
            InetSocketAddress address = first.localAddresses("web").getFirst();
            assertThat(problems(plan.settings(plan.frontend("web", address)))).hasSize(1);
        }
    }

    @OnEachTransport
    void allProblemsAreToldAtOnce(Transport transport) throws Exception {
        Plan plan = Plan.of(transport, ScriptedServer.refusing());
        InetSocketAddress free = ScriptedServer.refusing();
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxyStartException thrown = catchThrowableOfType(
                    ProxyStartException.class,
                    () -> start(plan.settings(
                                    plan.frontend("a", loopback(one.getLocalPort()), free),
                                    plan.frontend("b", loopback(two.getLocalPort())),
                                    plan.frontend("c", free)))
                            .close());
            assertThat(thrown.problems()).hasSize(3);
            assertThat(thrown.problems().get(0)).contains("\"a\"").contains(":" + one.getLocalPort());
            assertThat(thrown.problems().get(1)).contains("\"b\"").contains(":" + two.getLocalPort());
            assertThat(thrown.problems().get(2))
                    .as("our own frontends in each other's way")
                    .contains("\"c\"")
                    .contains("in use by frontend \"a\"");
            assertThat(thrown).hasMessageContainingAll(thrown.problems().toArray(String[]::new));
        }
        assertNobodyListens(free);
    }

    @Test
    void anAddressThatIsNotHereYetIsListenedOnWithEpoll() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs epoll");
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        InetAddress elsewhere = InetAddress.getByName("192.0.2.1");
        try (Proxy proxy = start(plan.settings(plan.frontend("web", new InetSocketAddress(elsewhere, 0))))) {
            assertThat(proxy.localAddresses("web").getFirst().getAddress()).isEqualTo(elsewhere);
            assertThat(proxy.usable("web")).isTrue();
        }
    }

    @Test
    void anAddressThatIsNotHereIsAProblemWithNio() throws Exception {
        Plan plan = Plan.of(Transport.NIO, ScriptedServer.refusing());
        FrontendSettings web = plan.frontend("web", new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0));
        assertThat(problems(plan.settings(web)))
                .containsExactly("frontend \"web\": cannot listen on 192.0.2.1:0: this machine has no such address,"
                        + " and only the epoll transport of Linux listens on one before it is there");
    }

    @Test
    void theWildcardsOfBothFamiliesShareAPortWithEpoll() throws Exception {
        Assumptions.assumeTrue(Epoll.isAvailable(), "needs epoll");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Plan plan = Plan.of(Transport.EPOLL, ScriptedServer.refusing());
        FrontendSettings web = plan.frontend(
                "web",
                new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port),
                new InetSocketAddress(InetAddress.getByName("::"), port));
        try (Proxy proxy = start(plan.settings(web))) {
            assertThat(proxy.localAddresses("web")).hasSize(2);
            try (Socket six = new Socket("::1", port);
                    Socket four = new Socket("127.0.0.1", port)) {
                assertThat(six.isConnected() && four.isConnected()).isTrue();
            }
        }
    }

    @Test
    void aBackendThatIsNotThereIsAMistakeOfTheCaller() {
        Plan plan = Plan.of(Transport.NIO);
        ProxySettings settings =
                new ProxySettings(1, Transport.NIO, List.of(plan.frontend("web", loopback(0))), List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start(settings))
                .withMessage("there is no backend \"back\"");
    }

    @OnEachTransport
    void theRowsStandInTheOrderOfTheFile(Transport transport) throws Exception {
        Plan plan = Plan.of(transport, ScriptedServer.refusing(), ScriptedServer.refusing());
        try (Proxy proxy = start(plan.settings(plan.frontend("a", loopback(0)), plan.frontend("b", loopback(0))))) {
            assertThat(proxy.statistics())
                    .extracting(row -> row.text(Column.PXNAME) + "/" + row.text(Column.SVNAME))
                    .containsExactly("a/FRONTEND", "b/FRONTEND", "back/s1", "back/s2", "back/BACKEND");
            assertThat(proxy.statistics())
                    .extracting(row -> row.number(Column.IID))
                    .containsExactly(1L, 2L, 3L, 3L, 3L);
            StatsRow frontend = proxy.statistics().getFirst();
            assertThat(frontend.text(Column.STATUS)).isEqualTo("OPEN");
            assertThat(frontend.text(Column.MODE)).isEqualTo("tcp");
            proxy.close();
            assertThat(proxy.statistics().getFirst().text(Column.STATUS)).isEqualTo("STOP");
            assertThat(proxy.usable("a")).isFalse();
        }
    }

    private static Proxy start(ProxySettings settings) throws ProxyStartException {
        return Proxy.start(settings, (_, _) -> {}, _ -> {});
    }

    private static List<String> problems(ProxySettings settings) {
        ProxyStartException thrown = catchThrowableOfType(
                ProxyStartException.class, () -> start(settings).close());
        assertThat(thrown).as("the start fails").isNotNull();
        return thrown.problems();
    }

    private static void assertNobodyListens(InetSocketAddress address) {
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(ConnectException.class)
                .isInstanceOf(IOException.class);
    }
}
