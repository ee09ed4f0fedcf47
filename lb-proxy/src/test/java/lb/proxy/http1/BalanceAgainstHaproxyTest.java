package lb.proxy.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import lb.proxy.settings.HashType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same requests, one after the other, through lb and through the real HAProxy: each goes to the same server. */
@Timeout(120)
class BalanceAgainstHaproxyTest {
    private static final int SERVERS = 4;
    private static final List<Origin> ORIGINS = new ArrayList<>();

    @BeforeAll
    static void start() throws IOException {
        if (Haproxy.program() == null) {
            System.out.println("BalanceAgainstHaproxyTest is skipped: there is no haproxy (apt-get install haproxy)");
        }
        Assumptions.assumeTrue(Haproxy.program() != null, "no haproxy");
        for (int i = 0; i < SERVERS; i++) {
            String number = Integer.toString(i + 1);
            ORIGINS.add(new Origin(peer -> {
                while (!peer.readHead().isEmpty()) {
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + number);
                }
            }));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        for (Origin origin : ORIGINS) {
            origin.close();
        }
        ORIGINS.clear();
    }

    static Stream<Arguments> configurations() {
        int[] equal = {1, 1, 1, 1};
        int[] unequal = {5, 1, 1, 3};
        int[] many = {13, 5, 2, 7};
        Balance roundRobin = new Balance.RoundRobin();
        Balance fixed = new Balance.StaticRoundRobin();
        Balance least = new Balance.LeastConnections();
        return Stream.of(
                Arguments.of("balance roundrobin", roundRobin, equal),
                Arguments.of("balance roundrobin", roundRobin, unequal),
                Arguments.of("balance roundrobin", roundRobin, many),
                Arguments.of("balance static-rr", fixed, equal),
                Arguments.of("balance static-rr", fixed, unequal),
                Arguments.of("balance static-rr", fixed, many),
                Arguments.of("balance leastconn", least, equal),
                Arguments.of("balance leastconn", least, unequal),
                Arguments.of("balance first", new Balance.First(), unequal),
                Arguments.of("balance uri", hash(uri(false, 0, 0), HashType.Function.SDBM, false), unequal),
                Arguments.of("balance uri whole", hash(uri(true, 0, 0), HashType.Function.SDBM, false), unequal),
                Arguments.of("balance uri len 5", hash(uri(false, 5, 0), HashType.Function.SDBM, false), unequal),
                Arguments.of("balance uri depth 2", hash(uri(false, 0, 2), HashType.Function.SDBM, false), many),
                Arguments.of(
                        "balance uri\nhash-type map-based djb2",
                        hash(uri(false, 0, 0), HashType.Function.DJB2, false),
                        many),
                Arguments.of(
                        "balance uri\nhash-type map-based crc32",
                        hash(uri(false, 0, 0), HashType.Function.CRC32, false),
                        many),
                Arguments.of(
                        "balance uri\nhash-type map-based sdbm avalanche",
                        hash(uri(false, 0, 0), HashType.Function.SDBM, true),
                        many),
                Arguments.of(
                        "balance url_param id",
                        hash(new HashKey.UrlParameter("id"), HashType.Function.SDBM, false),
                        many),
                Arguments.of(
                        "balance hdr(X-User)",
                        hash(new HashKey.Header("X-User"), HashType.Function.SDBM, false),
                        many));
    }

    private static HashKey uri(boolean whole, int length, int depth) {
        return new HashKey.Uri(whole, false, length, depth);
    }

    private static Balance hash(HashKey key, HashType.Function function, boolean avalanche) {
        return new Balance.Hash(key, new HashType(HashType.Method.MAP_BASED, function, avalanche, HashType.UNBOUNDED));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void eachRequestGoesToTheServerThatHaproxyChooses(String lines, Balance balance, int[] weights) throws Exception {
        String servers = IntStream.range(0, SERVERS)
                .mapToObj(i -> "server s" + i + " 127.0.0.1:"
                        + ORIGINS.get(i).address().getPort() + " weight " + weights[i])
                .collect(Collectors.joining("\n"));
        RunningProxy.Wish wish = new RunningProxy.Wish().balance(balance, weights);
        ORIGINS.forEach(wish::server);
        List<String> requests = requests();
        try (Haproxy haproxy = Haproxy.with(lines + "\n" + servers);
                RunningProxy lb = wish.start();
                SocketChannel theirs = haproxy.connect();
                SocketChannel ours = SocketChannel.open(lb.address())) {
            assertThat(servers(ours, requests)).isEqualTo(servers(theirs, requests));
        }
    }

    /** Half of them have a parameter and a header, so that those without take turns between them. */
    private static List<String> requests() {
        Random random = new Random(6);
        return IntStream.range(0, 120)
                .mapToObj(i -> {
                    String path = "/" + Integer.toString(random.nextInt(5), 36) + "/"
                            + Long.toString(random.nextLong() >>> 40, 36) + "/x";
                    String query = i % 4 == 1 ? "" : "?a=1&id=" + random.nextInt(50);
                    String field = i % 4 == 2 ? "" : "X-User: u" + random.nextInt(50) + "\r\n";
                    return "GET " + path + query + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n";
                })
                .toList();
    }

    /** The number of each server that answered, over one connection. */
    private static String servers(SocketChannel client, List<String> requests) throws IOException {
        StringBuilder numbers = new StringBuilder();
        ByteBuffer answer = ByteBuffer.allocate(4096);
        for (String request : requests) {
            client.write(ByteBuffer.wrap(request.getBytes(ISO_8859_1)));
            answer.clear();
            String text = "";
            while (!text.contains("\r\n\r\n") || text.endsWith("\r\n\r\n")) {
                if (client.read(answer) < 0) {
                    throw new IOException("closed after \"" + text + "\"");
                }
                text = new String(answer.array(), 0, answer.position(), ISO_8859_1);
            }
            numbers.append(text.charAt(text.length() - 1));
        }
        return numbers.toString();
    }
}
