package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.ServerEvent;
import lb.proxy.resolve.Endpoint;
import lb.proxy.settings.BackendHttp;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.BackendTimeouts;
import lb.proxy.settings.BackendUdp;
import lb.proxy.settings.Balance;
import lb.proxy.settings.Balancing;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.MessageEdits;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents say, what is done, and what is shown: the words and figures are those of HAProxy 2.6. */
class AgentTest {
    private final List<ServerEvent> events = new ArrayList<>();
    private final Backend backend = backend(events);
    private final CheckTarget agent = backend.checkTargets().getFirst();

    @ParameterizedTest(name = "\"{0}\"")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // line             | status       | agent_status | code | last_agt | weight | slim | health
                "up                 | no check     | L7OK    | 0 | via agent : up | 100 | - | 1",
                "up # all well      | no check     | L7OK    | 0 | via agent : up (all well) | 100 | - | 1",
                "down               | DOWN (agent) | L7STS   | 0 | via agent : down | 100 | - | 0",
                "down # disk full   | DOWN (agent) | L7STS   | 0 | via agent : down (disk full) | 100 | - | 0",
                "stopped            | DOWN (agent) | L7STS   | 0 | via agent : stopped | 100 | - | 0",
                "fail               | DOWN (agent) | L7STS   | 0 | via agent : fail | 100 | - | 0",
                "maint              | MAINT        | CHECKED | - | - | 100 | - | 1",
                "ready              | no check     | CHECKED | - | - | 100 | - | 1",
                "50%                | no check     | CHECKED | - | - | 50  | - | 1",
                "0%                 | no check     | CHECKED | - | - | 0   | - | 1",
                "999%               | no check     | CHECKED | - | - | 256 | - | 1",
                "maxconn:30         | no check     | CHECKED | - | - | 100 | 30 | 1",
                "up 75% maxconn:10 # fine | no check | L7OK | 0 | via agent : up (fine) | 75 | 10 | 1",
                "hello world        | no check     | CHECKED | - | agent reports an error : hello | 100 | - | 1",
                "up hello           | no check     | CHECKED | - | agent reports an error : hello | 100 | - | 1",
            })
    void aLineIsDoneAndShown(
            String line,
            String status,
            String agentStatus,
            String code,
            String info,
            int weight,
            String slim,
            int health) {
        says(line);

        StatsRow row = row();
        assertThat(row.text(Column.STATUS)).isEqualTo(status);
        assertThat(row.text(Column.AGENT_STATUS)).isEqualTo(agentStatus);
        assertThat(row.text(Column.AGENT_CODE)).isEqualTo(code);
        assertThat(row.text(Column.LAST_AGT)).isEqualTo(info);
        assertThat(row.number(Column.WEIGHT)).isEqualTo(weight);
        assertThat(row.text(Column.SLIM)).isEqualTo(slim);
        assertThat(row.number(Column.AGENT_HEALTH)).isEqualTo(health);
        assertThat(row.number(Column.AGENT_RISE)).isEqualTo(1);
        assertThat(row.number(Column.AGENT_FALL)).isEqualTo(1);
    }

    @Test
    void aServerThatItsAgentDrainsGetsNothingNewUntilItIsReady() {
        says("drain");
        assertThat(backend.next(0)).isNull();

        says("up");
        assertThat(backend.next(0)).isNull();

        says("ready");
        assertThat(backend.next(0)).isNotNull();
    }

    @Test
    void aServerIsUpAgainWhenItsAgentSaysSo() {
        says("down # tired");
        says("up");

        assertThat(events).extracting(event -> event.to().isDown()).containsExactly(true, false);
        assertThat(events.getFirst().reason())
                .isEqualTo("Layer7 wrong status, code: 0, info: \"via agent : down (tired)\", check duration: 3ms");
    }

    @Test
    void anAgentThatCannotBeAskedChangesNothing() {
        says("down");
        agent.checkBegan();
        assertThat(row().text(Column.AGENT_STATUS)).isEqualTo("* L7STS");
        agent.checkEnded(new CheckResult(CheckStatus.L4CON, CheckResult.NO_CODE, 1, "Connection refused"));

        assertThat(row().text(Column.STATUS)).isEqualTo("DOWN (agent)");
        assertThat(row().text(Column.AGENT_STATUS)).isEqualTo("L4CON");
        assertThat(row().text(Column.LAST_AGT)).isEqualTo("Connection refused");
        assertThat(events).hasSize(1);
    }

    @Test
    void aLimitThatAnAgentSetsHoldsAndIsLiftedByZero() {
        says("maxconn:1");
        assertThat(backend.next(0)).isNotNull();
        assertThat(backend.next(0)).isNull();

        says("maxconn:0");

        assertThat(backend.next(0)).isNotNull();
    }

    @Test
    void aPartOfTheWeightIsAPartOfThatOfTheSrvRecord() {
        ServerControl control = backend.servers().getFirst().control();
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", 80);
        says("50%");
        control.moved(new Endpoint(address, 20), "");
        assertThat(row().number(Column.WEIGHT)).isEqualTo(10);
        control.moved(new Endpoint(address, Endpoint.NO_WEIGHT), "");
        assertThat(row().number(Column.WEIGHT)).isEqualTo(10);

        control.weigh(7);
        control.moved(new Endpoint(address, 40), "");
        assertThat(row().number(Column.WEIGHT)).as("an operator's stays").isEqualTo(7);

        says("100%");
        assertThat(row().number(Column.WEIGHT)).isEqualTo(40);
    }

    private void says(String line) {
        agent.checkBegan();
        agent.checkEnded(new CheckResult(CheckStatus.L7OK, 0, 3, line));
    }

    private StatsRow row() {
        return backend.figures().rows(1).findFirst().orElseThrow().get();
    }

    private static Backend backend(List<ServerEvent> events) {
        CheckSettings asked =
                CheckSettings.agent("", new CheckSettings.Place(null, 9999, null, false), Duration.ofSeconds(2));
        ServerSettings server = ServerSettings.of("s", new InetSocketAddress("127.0.0.1", 80), 100)
                .withAgent(asked);
        return new Backend(
                new BackendSettings(
                        "be",
                        Mode.HTTP,
                        new Balancing(new Balance.RoundRobin()),
                        new BackendTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(50)),
                        BackendHttp.STANDARD,
                        MessageEdits.NONE,
                        BackendUdp.STANDARD,
                        new Retrying(3, false),
                        List.of(server)),
                1,
                events::add,
                () -> 0);
    }
}
