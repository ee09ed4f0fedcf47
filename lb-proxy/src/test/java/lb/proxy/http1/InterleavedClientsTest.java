package lb.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.listen.Drain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hundreds of clients on one loop, whose requests and answers come in pieces and at any time, and who share what serves them:
 * each sees its own answers, the server sees each request as it was sent, and the log tells of each what it was.
 */
class InterleavedClientsTest {
    private static final int CLIENTS = 250;
    private static final int MOST_REQUESTS = 6;

    private final InMemoryProxy proxy = new InMemoryProxy();
    private final List<Talker> talkers = new ArrayList<>();
    private final List<Server> servers = new ArrayList<>();
    private final Map<String, String> bodies = new HashMap<>();
    private Random random = new Random();

    static IntStream seeds() {
        int one = Integer.getInteger("interleaved.seed", -1);
        return one < 0 ? IntStream.range(0, Integer.getInteger("interleaved.rounds", 4)) : IntStream.of(one);
    }

    /** How a client's connection comes to its end. */
    private enum End {
        ASKED_FOR,
        REFUSED,
        IN_A_HEAD,
        WHEN_IDLE,
        STOP
    }

    /** A client that knows from the beginning what it will send. */
    private final class Talker {
        private final String name;
        private final InMemorySocket socket = proxy.connect();
        private final StringBuilder bytes = new StringBuilder();
        private final End end = End.values()[random.nextInt(End.values().length)];
        private final int requests = 1 + random.nextInt(MOST_REQUESTS);
        private int sent;
        private boolean takes = true;

        Talker(String name) {
            this.name = name;
            for (int i = 0; i < requests; i++) {
                bytes.append(request(name + "." + i, end == End.ASKED_FOR && i == requests - 1));
            }
            switch (end) {
                case REFUSED -> bytes.append("GET /").append(name).append(" HTTP/1.1\r\nHost : a\r\n\r\n");
                case IN_A_HEAD -> bytes.append("GET /").append(name).append(" HTTP/1.1\r\nX-Left: o");
                case ASKED_FOR, WHEN_IDLE, STOP -> {}
            }
        }

        void sendSome() {
            int to = Math.min(bytes.length(), sent + 1 + random.nextInt(random.nextInt(4) == 0 ? 2000 : 60));
            socket.send(bytes.substring(sent, to));
            sent = to;
        }

        boolean isDone() {
            return sent == bytes.length();
        }

        void judge(Map<String, ExchangeEnd> log) {
            String answers = socket.written().toString();
            for (int i = 0; i < requests; i++) {
                String mark = name + "." + i;
                StrictReader.Message answer = StrictReader.response(answers);
                assertThat(answer).as(mark).isNotNull();
                assertThat(answer.fields()).as(mark).contains("x-own: " + mark);
                assertThat(answer.body()).as(mark).matches("(" + mark.replace(".", "\\.") + " )*");
                ExchangeEnd end = log.remove(mark);
                assertThat(end).as(mark).isNotNull();
                assertThat(end.status()).as(mark).isEqualTo(answer.status());
                assertThat(end.bytesToClient()).as(mark).isEqualTo(answer.end());
                answers = answers.substring(answer.end());
            }
            boolean refused = end == End.REFUSED || end == End.IN_A_HEAD;
            assertThat(answers).as(name).startsWith(refused ? "HTTP/1.1 400 " : "");
            assertThat(answers.isEmpty()).as(name).isEqualTo(!refused);
            assertThat(socket.isEnded()).as(name).isTrue();
        }
    }

    private String request(String mark, boolean last) {
        String body = (mark + ";").repeat(random.nextInt(random.nextInt(10) == 0 ? 4000 : 30));
        String head =
                " /" + mark + " HTTP/1.1\r\nHost: a\r\nX-Own: " + mark + "\r\n" + (last ? "Connection: close\r\n" : "");
        if (body.isEmpty()) {
            bodies.put(mark, "");
            return "GET" + head + "\r\n";
        }
        bodies.put(mark, body);
        if (random.nextBoolean()) {
            return "POST" + head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        }
        int cut = random.nextInt(body.length());
        return "POST" + head + "Transfer-Encoding: chunked\r\n\r\n" + chunk(body.substring(0, cut))
                + chunk(body.substring(cut)) + "0\r\n\r\n";
    }

    private static String chunk(String data) {
        return data.isEmpty() ? "" : Integer.toHexString(data.length()) + ";x\r\n" + data + "\r\n";
    }

    /** The other end of a connection to the server. */
    private final class Server {
        private final InMemorySocket socket;
        private final StringBuilder answer = new StringBuilder();
        private int read;
        private String owner = "";

        Server(InMemorySocket socket) {
            this.socket = socket;
        }

        void doSomething() {
            if (!socket.isOpen()) {
                return;
            }
            if (!answer.isEmpty()) {
                int length = Math.min(answer.length(), 1 + random.nextInt(random.nextInt(4) == 0 ? 5000 : 60));
                socket.send(answer.substring(0, length));
                answer.delete(0, length);
                return;
            }
            String come = socket.written().toString().substring(read);
            if (come.isEmpty()) {
                if (read > 0 && random.nextInt(20) == 0) {
                    socket.end();
                }
                return;
            }
            StrictReader.Message request = StrictReader.request(come);
            if (request != null) {
                assertThat(request.end()).as("bytes of one request").isEqualTo(come.length());
                read += request.end();
                answerTo(request);
            }
        }

        private void answerTo(StrictReader.Message request) {
            String mark = request.startLine().split("[ /]+")[1];
            assertThat(request.fields())
                    .as(mark)
                    .contains("host: a", "x-own: " + mark)
                    .allMatch(field -> field.matches("host: a|x-own: .*|content-length: .*|transfer-encoding: chunked"))
                    .doesNotHaveDuplicates();
            assertThat(request.body()).as(mark).isEqualTo(bodies.remove(mark));
            String client = mark.replaceFirst("\\..*", "");
            assertThat(owner).as("whose connection it is").isIn("", client);
            String body = (mark + " ").repeat(random.nextInt(random.nextInt(10) == 0 ? 4000 : 30));
            boolean authenticates = random.nextInt(15) == 0;
            owner = authenticates ? client : owner;
            answer.append(authenticates ? "HTTP/1.1 401 No\r\nWWW-Authenticate: NTLM\r\n" : "HTTP/1.1 200 OK\r\n")
                    .append("X-Own: ")
                    .append(mark)
                    .append("\r\n")
                    .append(
                            random.nextBoolean()
                                    ? "Content-Length: " + body.length() + "\r\n\r\n" + body
                                    : "Transfer-Encoding: chunked\r\n\r\n" + chunk(body) + "0\r\n\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everybodyGetsHisOwn(int seed) {
        random = new Random(seed);
        for (int i = 0; i < CLIENTS; i++) {
            talkers.add(new Talker("c" + i));
        }
        List<Talker> talking = new ArrayList<>(talkers);
        while (!talking.isEmpty()) {
            Talker talker = talking.get(random.nextInt(talking.size()));
            if (random.nextInt(8) == 0) {
                talker.takes ^= true;
                talker.socket.take(talker.takes);
            }
            talker.sendSome();
            if (talker.isDone()) {
                talking.remove(talker);
            }
            step(2);
        }
        talkers.forEach(talker -> talker.socket.take(true));
        // Every answer takes a bounded number of pieces.
        for (int i = 0; i < 1000 && !bodies.isEmpty() || servers.stream().anyMatch(one -> !one.answer.isEmpty()); i++) {
            step(servers.size());
        }
        step(0);
        end();
        Map<String, ExchangeEnd> log = new HashMap<>();
        proxy.ends().stream().filter(end -> end.status() != 400).forEach(end -> {
            String mark = end.requestLine().toString().split("[ /]+")[1];
            assertThat(log.put(mark, end)).as("logged before: " + mark).isNull();
        });
        talkers.forEach(talker -> talker.judge(log));
        assertThat(log).as("logged, but never asked for").isEmpty();
        assertThat(servers.size()).as("connections are shared").isLessThan(2 * CLIENTS);
        proxy.forget(talkers.getFirst().socket);
        proxy.close();
    }

    /** Lets everything happen that can, and some of the servers' connections do something. */
    private void step(int number) {
        proxy.run();
        while (servers.size() < proxy.upstreams().size()) {
            servers.add(new Server(proxy.upstreams().get(servers.size())));
        }
        for (int i = 0; i < number && !servers.isEmpty(); i++) {
            (number == servers.size() ? servers.get(i) : servers.get(random.nextInt(servers.size()))).doSomething();
            proxy.run();
        }
    }

    private void end() {
        for (Talker talker : talkers) {
            switch (talker.end) {
                case IN_A_HEAD, WHEN_IDLE -> talker.socket.end();
                case STOP -> talker.socket.pipeline().fireUserEventTriggered(Drain.WHEN_IDLE);
                case REFUSED, ASKED_FOR -> {}
            }
            proxy.run();
        }
        // Who was refused may still be sending, for all the proxy knows.
        talkers.forEach(talker -> talker.socket.end());
        proxy.run();
    }
}
