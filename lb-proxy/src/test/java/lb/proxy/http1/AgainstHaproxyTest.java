package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import lb.proxy.http1.HaproxyDifferences.Difference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The same bytes to us and to the real HAProxy, each in front of a server of its own: both servers see the same requests,
 * or the difference is in {@code haproxy-differences.txt} with its reason. {@code -Dhaproxy.exchanges=100000} compares
 * longer, {@code -Dhaproxy.seed=1} others, than usual.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class AgainstHaproxyTest {
    private static final int EXCHANGES = Integer.getInteger("haproxy.exchanges", 3000);
    private static final long SEED = Long.getLong("haproxy.seed", 4);

    private static final int SILENCE_MILLIS = 50;

    /** Lets both ends close without the client having to close its half, which HAProxy takes for a wish to stop. */
    private static final String LAST_REQUEST = "GET /last HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";

    private static RecordingOrigin ours;
    private static RecordingOrigin theirs;
    private static RunningProxy lb;
    private static Haproxy haproxy;

    @BeforeAll
    static void start() throws Exception {
        Path program = Haproxy.program();
        if (program == null) {
            System.out.println("AgainstHaproxyTest is skipped: there is no haproxy (apt-get install haproxy)");
        }
        Assumptions.assumeTrue(program != null, "no haproxy");
        ours = new RecordingOrigin();
        theirs = new RecordingOrigin();
        lb = new RunningProxy.Wish().server(ours.address()).start();
        haproxy = Haproxy.before(theirs.address());
    }

    @AfterAll
    static void stop() throws IOException {
        if (haproxy != null) {
            haproxy.close();
            lb.close();
            ours.close();
            theirs.close();
        }
    }

    @Test
    void randomExchangesMeanTheSame() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < EXCHANGES; i++) {
            inputs.add(RandomExchange.of(SEED * 1_000_000 + i));
        }
        compare(inputs);
    }

    @Test
    void whatHostileClientsSendMeansTheSame() throws Exception {
        compare(HostileTable.read("hostile-requests.txt").stream()
                .map(HostileTable.Row::input)
                .toList());
    }

    private static void compare(List<String> inputs) throws Exception {
        HaproxyDifferences known = HaproxyDifferences.read();
        List<String> unknown = new ArrayList<>();
        Map<String, Integer> reasons = new TreeMap<>();
        int same = 0;
        for (String input : inputs) {
            Difference difference = difference(known, input, SILENCE_MILLIS);
            if (difference != null && known.reason(difference) == null) {
                // On a busy machine the client may have given up before the answer.
                difference = difference(known, input, 20 * SILENCE_MILLIS);
            }
            if (difference == null) {
                same++;
                continue;
            }
            String reason = known.reason(difference);
            if (reason == null) {
                unknown.add(difference.toString());
            } else {
                reasons.merge(reason, 1, Integer::sum);
            }
        }
        System.out.println(inputs.size() + " exchanges through lb and HAProxy, " + same
                + " mean the same; known reasons of the others:");
        reasons.forEach((reason, times) -> System.out.println("  " + times + " " + reason));
        assertThat(unknown)
                .as("differences that are not listed, seed %d, of %d exchanges", SEED, inputs.size())
                .isEmpty();
    }

    private static Difference difference(HaproxyDifferences known, String input, int silenceMillis) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((input + LAST_REQUEST).getBytes(ISO_8859_1));
        exchange(SocketChannel.open(lb.address()), bytes.duplicate(), silenceMillis);
        exchange(haproxy.connect(), bytes, silenceMillis);
        List<String> ourRequests = known.compared(ours.take());
        List<String> theirRequests = known.compared(theirs.take());
        return ourRequests.equals(theirRequests)
                ? null
                : new Difference(input + LAST_REQUEST, ourRequests, theirRequests);
    }

    /** Sends everything, and closes the client's half when nothing has come for a while; returns when both are closed. */
    private static void exchange(SocketChannel client, ByteBuffer bytes, int silenceMillis) {
        try (client;
                Selector selector = Selector.open()) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ);
            ByteBuffer answers = ByteBuffer.allocate(64 * 1024);
            int silences = 0;
            while (true) {
                if (bytes.hasRemaining()) {
                    client.write(bytes);
                }
                if (selector.select(silenceMillis) == 0) {
                    silences++;
                    if (silences == 1) {
                        client.shutdownOutput();
                    } else if (silences * silenceMillis > 5_000) {
                        throw new AssertionError("the connection does not end");
                    }
                }
                selector.selectedKeys().clear();
                if (client.read(answers.clear()) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // Refused before its end, or reset: an end as well.
        }
    }
}
