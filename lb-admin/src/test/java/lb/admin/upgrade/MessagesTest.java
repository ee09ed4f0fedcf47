package lb.admin.upgrade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import lb.ha.HeardPeer;
import lb.ha.Tenure;
import lb.ha.vrrp.Candidate;
import lb.ha.vrrp.RouterState;
import lb.proxy.balance.StickTable;
import lb.proxy.health.HealthCounter;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.UnixStream;
import lb.proxy.settings.StickySettings;
import lb.proxy.upstream.BackendPast;
import lb.proxy.upstream.BackendPast.Clients;
import lb.proxy.upstream.BackendPast.ServerPast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the two processes of an upgrade say to each other, and what is said of what they do not. */
class MessagesTest {
    private static final ServerPast SERVER = new ServerPast(
            "web1",
            "/192.0.2.1:80",
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 81),
            true,
            false,
            Admin.DRAIN,
            100,
            50,
            true,
            10,
            5,
            new HealthCounter(3, 2, 3),
            true,
            true);
    private static final ServerPast UNKNOWN = new ServerPast(
            "web2", "web.test:80", null, false, true, Admin.READY, 1, 256, false, 0, 0, null, false, false);

    private List<UnixStream> ends;
    private Conversation other;
    private Conversation own;

    @BeforeEach
    void connect() throws IOException {
        ends = UnixStream.pair(Duration.ofMillis(200));
        other = new Conversation(ends.getFirst());
        own = new Conversation(ends.getLast());
    }

    @AfterEach
    void close() {
        ends.forEach(UnixStream::close);
    }

    private void send(byte[] bytes) throws IOException {
        ends.getFirst().send(bytes, List.of());
    }

    @Test
    void whatIsSaidIsHeardWithItsDescriptors() throws Exception {
        int before = open();
        byte[] large = new byte[3_000_000];
        large[large.length - 1] = 7;
        Thread saying = Thread.ofPlatform().start(() -> {
            try {
                other.say(Kind.SOCKETS, large, List.of(0, 1));
                other.say(Kind.READY);
            } catch (UpgradeException e) {
                throw new IllegalStateException(e);
            }
        });
        Conversation.Message heard = own.hear(Kind.SOCKETS);
        assertThat(heard.payload()).isEqualTo(large);
        assertThat(heard.descriptors()).hasSize(2).doesNotContain(0, 1);
        assertThat(own.hear(Kind.READY).descriptors()).isEmpty();
        saying.join();
        heard.descriptors().forEach(PassedListener::close);
        assertThat(open()).isEqualTo(before);
    }

    @Test
    void whoSaysThatItHasFailedIsQuoted() throws Exception {
        other.say(Kind.FAILED, "there is no interface eth7");
        assertThatThrownBy(() -> own.hear(Kind.READY))
                .isInstanceOf(UpgradeException.class)
                .hasMessage("there is no interface eth7");
    }

    @Test
    void descriptorsOfAMessageThatIsNotExpectedAreClosed() throws Exception {
        int before = open();
        other.say(Kind.SOCKETS, new byte[0], List.of(0, 1, 2));
        assertThatThrownBy(() -> own.hear(Kind.GO)).hasMessage("it says SOCKETS (expected: GO)");
        assertThat(open()).isEqualTo(before);
    }

    @Test
    void aMessageThatIsCutShortAnywhereIsTheEnd() throws Exception {
        byte[] whole = ByteBuffer.allocate(9)
                .put((byte) Kind.NODE.ordinal())
                .putInt(4)
                .put("{  }".getBytes(UTF_8))
                .array();
        for (int length = 0; length < whole.length; length++) {
            close();
            connect();
            send(Arrays.copyOf(whole, length));
            ends.getFirst().close();
            assertThatThrownBy(() -> own.hear(Kind.NODE)).as("%d bytes", length).hasMessage("it is gone");
        }
    }

    @Test
    void whoSaysNothingIsNotWaitedForLonger() {
        assertThatThrownBy(() -> own.hear(Kind.NODE)).hasMessage("no answer within 0 s");
    }

    @ParameterizedTest
    @CsvSource({
        "99, 0, 'a message of kind 99 with 0 bytes, which this version does not know'",
        "1, -1, 'a message of kind 1 with -1 bytes, which this version does not know'",
        "1, 67108865, 'a message of kind 1 with 67108865 bytes, which this version does not know'",
    })
    void aHeaderThatIsNoneIsTold(int kind, int length, String message) throws IOException {
        send(ByteBuffer.allocate(5).put((byte) kind).putInt(length).array());
        assertThatThrownBy(() -> own.hear()).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | a message NODE that is not well-formed",
                "[] | a message NODE that is no object",
                "'' | a message NODE that is no object",
                "1 | a message NODE that is no object",
            })
    void whatIsNoJsonIsTold(String text, String message) throws Exception {
        other.say(Kind.NODE, text);
        Conversation.Message heard = own.hear(Kind.NODE);
        assertThatThrownBy(heard::json).isInstanceOf(UpgradeException.class).hasMessage(message);
    }

    @Test
    void whatBackendsHaveComeToGoesOverWhole() throws Exception {
        List<BackendPast> past = List.of(
                new BackendPast("app", List.of(SERVER, UNKNOWN), null), new BackendPast("none", List.of(), null));
        JsonObject json =
                JsonParser.parseString(PastCodec.servers(past).toString()).getAsJsonObject();
        json.addProperty("said by a later version", true);
        assertThat(PastCodec.servers(json)).isEqualTo(past);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"backends\": 1}",
                "{\"backends\": [1]}",
                "{\"backends\": [{\"name\": \"a\"}]}",
                "{\"backends\": [{\"name\": \"a\", \"servers\": [{}]}]}",
                "{\"backends\": [{\"name\": \"a\", \"servers\": [{\"name\": \"b\", \"asked\": \"\", \"address\": \"nowhere\"}]}]}",
            })
    void serversThatCannotBeReadAreTold(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        assertThatThrownBy(() -> PastCodec.servers(json))
                .isInstanceOf(UpgradeException.class)
                .hasMessageStartingWith("what it says of its servers cannot be read: ");
    }

    @Test
    void clientsGoOverInPiecesWithTheirAges() throws Exception {
        StickySettings settings = new StickySettings(24, 64, 5_000_000, Duration.ofMinutes(30));
        List<StickTable.Entry> entries = new ArrayList<>();
        for (int i = 0; i < (1 << 20) + 3; i++) {
            entries.add(new StickTable.Entry(i * 31L, i % 2, i % 1800));
        }
        BackendPast past = new BackendPast("app", List.of(), new Clients(settings, List.of("web1", "web2"), entries));
        List<byte[]> pieces = PastCodec.clients(past);
        assertThat(pieces).hasSize(2).allMatch(piece -> piece.length < Conversation.LONGEST);
        List<StickTable.Entry> read = new ArrayList<>();
        for (byte[] piece : pieces) {
            BackendPast one = PastCodec.clients(piece);
            assertThat(one.name()).isEqualTo("app");
            Clients clients = Objects.requireNonNull(one.clients());
            assertThat(clients.settings()).isEqualTo(settings);
            assertThat(clients.servers()).containsExactly("web1", "web2");
            read.addAll(clients.entries());
        }
        assertThat(read).isEqualTo(entries);
        assertThat(PastCodec.clients(new BackendPast("none", List.of(), null))).isEmpty();
    }

    @Test
    void clientsThatAreCutShortAreTold() {
        byte[] whole = PastCodec.clients(new BackendPast(
                        "app",
                        List.of(),
                        new Clients(
                                new StickySettings(32, 128, 10, Duration.ofSeconds(10)),
                                List.of("web1"),
                                List.of(new StickTable.Entry(1, 0, 2)))))
                .getFirst();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PastCodec.clients(part))
                    .as("%d bytes", length)
                    .isInstanceOf(UpgradeException.class)
                    .hasMessageStartingWith("what it says of its clients cannot be read: ");
        }
        // As many servers as no message has room for.
        byte[] many = ByteBuffer.wrap(whole.clone())
                .putInt(5 + 3 * 4 + 8, Integer.MAX_VALUE)
                .array();
        assertThatThrownBy(() -> PastCodec.clients(many)).hasMessageContaining("it says that there are 2147483647");
    }

    @Test
    void virtualRoutersGoOverInEachState() throws Exception {
        Candidate four = new Candidate(100, InetAddress.ofLiteral("192.0.2.1"));
        Candidate six = new Candidate(255, InetAddress.ofLiteral("fe80::1"));
        Instant since = Instant.parse("2026-11-23T05:06:07.008Z");
        List<HeardPeer> peers =
                List.of(new HeardPeer(four.address(), 0, -5, 1204), new HeardPeer(six.address(), 255, 7, 1));
        List<Tenure> tenures = List.of(
                new Tenure("out", new RouterState.Initialize("waits: \"a\""), true, -1, List.of(), -9, since, 0),
                new Tenure(
                        "backup", new RouterState.Backup(four, 10, -20, true, null, "b"), false, 7, peers, 1, since, 3),
                new Tenure(
                        "waits",
                        new RouterState.Backup(four, 10, 20, false, 30L, ""),
                        false,
                        0,
                        List.of(),
                        2,
                        since,
                        0),
                new Tenure("master", new RouterState.Master(six, Long.MIN_VALUE, "c"), false, 0, peers, 3, since, 1));
        assertThat(TenureCodec.read(
                        JsonParser.parseString(TenureCodec.json(tenures).toString())
                                .getAsJsonObject()))
                .isEqualTo(tenures);
        TenureCodec.rehearse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"virtual_routers\": [{}]}",
                "{\"virtual_routers\": [{\"name\": \"a\", \"state\": \"OWNER\", \"why\": \"\"}]}",
                "{\"virtual_routers\": [{\"name\": \"a\", \"state\": \"MASTER\", \"why\": \"\", \"priority\": 1, \"address\": \"web\"}]}",
            })
    void virtualRoutersThatCannotBeReadAreTold(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        assertThatThrownBy(() -> TenureCodec.read(json))
                .isInstanceOf(UpgradeException.class)
                .hasMessageStartingWith("what it says of its virtual IPs cannot be read: ");
    }

    @Test
    void whatTwoProcessesOfANodeDoNotMeanTheSameIsTold() {
        JsonObject old = new JsonObject();
        old.addProperty("web", "eth0, router-id 51");
        old.addProperty("mail", "eth0, router-id 52");
        old.addProperty("static entries", "10.0.0.1/24 on eth1");
        JsonObject now = new JsonObject();
        now.addProperty("web", "eth0, router-id 50");
        now.addProperty("new", "eth0, router-id 60");
        assertThat(Holdings.differences(old, now))
                .containsExactly(
                        "virtual IP \"web\" of the running node: eth0, router-id 51; in the files now: eth0, router-id 50:"
                                + " an upgrade takes over what there is; lb reload or a restart changes it",
                        "virtual IP \"mail\" of the running node is not in the files any more (eth0, router-id 52): an"
                                + " upgrade takes over what there is; lb reload or a restart changes it",
                        "the static entries of the running node are not in the files any more (10.0.0.1/24 on eth1): an"
                                + " upgrade takes over what there is; lb reload or a restart changes it");
        assertThat(Holdings.differences(new JsonObject(), old))
                .containsExactly(
                        "the static entries are new in the files: an upgrade takes over what there is; a restart"
                                + " changes it");
        assertThat(Holdings.differences(old, old)).isEmpty();
    }

    @Test
    void whoSetsTheVariableByHandIsTold() {
        assertThat(assertDoesNotThrow(Map.of())).isNull();
        // Descriptor 3 of a test is a file, or nothing.
        assertThatThrownBy(() -> Takeover.of(Map.of(Upgrade.VARIABLE, "1")))
                .isInstanceOf(UpgradeException.class)
                .hasMessageStartingWith("LB_UPGRADE is set, which lb does itself for an upgrade, but ");
    }

    private static Object assertDoesNotThrow(Map<String, String> environment) {
        try {
            return Takeover.of(environment);
        } catch (UpgradeException e) {
            throw new AssertionError(e);
        }
    }

    private static int open() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return (int) descriptors.count();
        }
    }
}
