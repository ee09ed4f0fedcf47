package lb.proxy.http1;

import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import lb.proxy.FullBacklog;
import lb.proxy.ScriptedServer;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.page.LocalPage;
import lb.proxy.page.LocalResponse;
import lb.proxy.settings.ServerLife;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of letters of HAProxy's termination states in mode http: it is brought about here, or it is said why it
 * cannot be.
 */
@Timeout(60)
class TerminationStatesTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    private static final String PART = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart";

    /** No descriptor for a connection to a server: {@link DescriptorsExhaustedTest}; mistakes of ours: {@link FaultTest}. */
    private static final Set<String> TOLD_ELSEWHERE = Set.of("RC", "IQ", "IC", "IH", "ID");

    /** How an exchange comes to its end; the proxy then logs it. */
    private interface Story {
        void happen(Scene scene) throws Exception;
    }

    /** What a story may set up and do. */
    private static final class Scene implements AutoCloseable {
        final RunningProxy.Wish wish = new RunningProxy.Wish();
        private final List<AutoCloseable> open = new ArrayList<>();
        private final Semaphore asked = new Semaphore(0);
        private RunningProxy proxy;

        <T extends AutoCloseable> T keep(T one) {
            open.addFirst(one);
            return one;
        }

        /** A server that takes a request, sends this and waits for the end of the connection. */
        void origin(String answer) throws IOException {
            Origin origin = keep(new Origin(peer -> {
                peer.readHead();
                asked.release();
                peer.send(answer);
                peer.readToEnd();
            }));
            wish.server(origin);
        }

        void unreachable(InetSocketAddress address) {
            wish.server(address);
        }

        Peer client(String bytes) throws Exception {
            if (proxy == null) {
                proxy = keep(wish.start());
            }
            Peer client = keep(proxy.connect());
            client.send(bytes);
            return client;
        }

        /** A server has got a request. */
        void asked() throws InterruptedException {
            assertThat(asked.tryAcquire(10, TimeUnit.SECONDS))
                    .as("a server was asked")
                    .isTrue();
        }

        void until(Column column, long value) {
            eventually(column + " is " + value, () -> proxy.figure("be/BACKEND", column) == value);
        }

        /** A request that has its server for itself, so that others wait. */
        void busy() throws Exception {
            wish.serverLimit(1);
            origin("");
            client(GET);
            asked();
        }

        /** A request that a backup has, which answers this, since the active server is in maintenance. */
        Peer ofBackup(String answer) throws Exception {
            wish.life(new ServerLife(false, Duration.ZERO, false, true)).backup(2);
            origin("");
            origin(answer);
            Peer client = client("");
            proxy.control(1).administer(Admin.MAINT);
            client.send(GET);
            asked();
            return client;
        }

        void stop() {
            proxy.stop(Duration.ZERO);
        }

        @Override
        public void close() throws Exception {
            for (AutoCloseable one : open) {
                one.close();
            }
        }
    }

    private static Map<String, Story> stories() {
        Map<String, Story> all = new LinkedHashMap<>();
        all.put("-- 200", scene -> {
            scene.origin(OK);
            scene.client(GET).readResponse();
        });
        all.put("LR 200", scene -> {
            scene.wish.page(new LocalPage("/", _ -> LocalResponse.text(200, "text/plain", "here")));
            scene.client(GET).readResponse();
        });
        all.put("IR 500", scene -> {
            CountDownLatch over = new CountDownLatch(1);
            scene.keep(over::countDown);
            scene.wish.clientTimeout(100).page(new LocalPage("/", _ -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return LocalResponse.text(200, "text/plain", "late");
            }));
            scene.client(GET);
        });

        all.put("PR 400", scene -> {
            scene.origin(OK);
            scene.client("GET /\r\n\r\n");
        });
        all.put("CR 400", scene -> {
            scene.origin(OK);
            scene.client("GET / HT").endOutput();
        });
        all.put("cR 408", scene -> {
            scene.wish.requestTimeout(1000);
            scene.origin(OK);
            scene.client("GET / HT");
        });
        all.put("KR -1", scene -> {
            scene.origin(OK);
            scene.client(GET + "GET / HT").readResponse();
            scene.proxy.end();
            scene.stop();
        });

        all.put("CQ -1", scene -> {
            scene.busy();
            Peer second = scene.client(GET);
            scene.until(Column.QCUR, 1);
            second.reset();
        });
        all.put("sQ 503", scene -> {
            scene.wish.connectTimeout(100);
            scene.busy();
            scene.client(GET);
        });
        all.put("KQ -1", scene -> {
            scene.busy();
            for (int i = 0; i < 4; i++) {
                scene.client(GET);
            }
            scene.until(Column.QCUR, 4);
            scene.stop();
            // Where the busy one is broken off first, one of them still gets its room.
            List<String> states = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                states.add(scene.proxy.endState());
            }
            assertThat(states).contains("KQ -1");
        });

        all.put("SC 503", scene -> {
            scene.unreachable(ScriptedServer.refusing());
            scene.client(GET);
        });
        all.put("sC 503", scene -> {
            scene.wish.connectTimeout(100);
            scene.unreachable(scene.keep(new FullBacklog()).address());
            scene.client(GET);
        });
        all.put("CC -1", scene -> {
            scene.unreachable(scene.keep(new FullBacklog()).address());
            Peer client = scene.client(GET);
            scene.until(Column.CONNECT, 1);
            client.reset();
        });
        all.put("KC -1", scene -> {
            scene.unreachable(scene.keep(new FullBacklog()).address());
            scene.client(GET);
            scene.until(Column.CONNECT, 1);
            scene.stop();
        });

        all.put("CH -1", scene -> {
            scene.origin("");
            Peer client = scene.client(GET);
            scene.asked();
            client.reset();
        });
        all.put("SH 502", scene -> {
            scene.wish.server(scene.keep(new Origin(Peer::readHead)));
            scene.client(GET);
        });
        all.put("PH 502", scene -> {
            scene.origin("nonsense\r\n\r\n");
            scene.client(GET);
        });
        all.put("cH 408", scene -> {
            scene.wish.clientTimeout(100);
            scene.origin("");
            scene.client(POST + "part");
        });
        all.put("sH 504", scene -> {
            scene.wish.serverTimeout(100);
            scene.origin("");
            scene.client(GET);
        });
        all.put("DH 502", scene -> {
            scene.wish.life(new ServerLife(false, Duration.ZERO, true, false));
            scene.origin("");
            scene.client(GET);
            scene.asked();
            scene.proxy.control(1).administer(Admin.MAINT);
        });
        all.put("UH 502", scene -> {
            scene.ofBackup("");
            scene.proxy.control(1).administer(Admin.READY);
        });
        all.put("KH -1", scene -> {
            scene.origin("");
            scene.client(GET);
            scene.asked();
            scene.stop();
        });

        all.put("CD 200", scene -> {
            scene.origin(PART);
            Peer client = scene.client(GET);
            client.readHead();
            client.reset();
        });
        all.put("SD 200", scene -> {
            scene.wish.server(scene.keep(new Origin(peer -> {
                peer.readHead();
                peer.send(PART);
            })));
            scene.client(GET);
        });
        all.put("PD 200", scene -> {
            scene.origin("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n");
            scene.client(GET);
        });
        all.put("cD 200", scene -> {
            scene.wish.clientTimeout(200);
            scene.wish.server(scene.keep(new Origin(peer -> {
                peer.readHead();
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
                try {
                    peer.send(new byte[100_000_000]);
                } catch (IOException e) {
                    // The proxy has given up, as it must.
                }
            })));
            scene.client(GET);
        });
        all.put("sD 200", scene -> {
            scene.wish.serverTimeout(1000);
            scene.origin(PART);
            scene.client(GET);
        });
        all.put("DD 200", scene -> {
            scene.wish.life(new ServerLife(false, Duration.ZERO, true, false));
            scene.origin(PART);
            scene.client(GET).readHead();
            scene.proxy.control(1).administer(Admin.MAINT);
        });
        all.put("UD 200", scene -> {
            scene.ofBackup(PART).readHead();
            scene.proxy.control(1).administer(Admin.READY);
        });
        all.put("KD 200", scene -> {
            scene.origin(PART);
            scene.client(GET).readHead();
            scene.stop();
        });
        return all;
    }

    static Stream<String> told() {
        return stories().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("told")
    void theStateIsThatOfTheStory(String state) throws Exception {
        try (Scene scene = new Scene()) {
            stories().get(state).happen(scene);
            if (!state.startsWith("KQ")) {
                assertThat(scene.proxy.endState()).isEqualTo(state);
            }
        }
    }

    @Test
    void everyPairIsToldOrSaidToBeImpossible() {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (EndedBy by : EndedBy.values()) {
            for (EndedIn in : EndedIn.values()) {
                String pair = "" + by.letter() + in.letter();
                boolean told = stories().keySet().stream().anyMatch(state -> state.startsWith(pair))
                        || TOLD_ELSEWHERE.contains(pair);
                String reason = impossible(by, in);
                if (told != reason.isEmpty()) {
                    wrong.put(pair, told ? "told, although: " + reason : "neither told nor said to be impossible");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Why an exchange of mode http never ends so; empty if it does. */
    private static String impossible(EndedBy by, EndedIn in) {
        if (in == EndedIn.TARPIT) {
            return "there is no tarpit";
        }
        if (in == EndedIn.LAST_BYTES) {
            return "the last bytes of a message are data; only connections of mode tcp have an end of their own";
        }
        if ((in == EndedIn.AFTER_THE_END) != (by == EndedBy.NOBODY)) {
            return "what ends in order has no phase, and nobody to blame";
        }
        Map<EndedBy, List<EndedIn>> possible = new EnumMap<>(EndedBy.class);
        List<EndedIn> everywhere =
                List.of(EndedIn.REQUEST, EndedIn.QUEUE, EndedIn.CONNECT, EndedIn.RESPONSE_HEADERS, EndedIn.DATA);
        possible.put(EndedBy.NOBODY, List.of(EndedIn.AFTER_THE_END));
        possible.put(EndedBy.CLIENT, everywhere);
        possible.put(EndedBy.ADMINISTRATOR, everywhere);
        possible.put(EndedBy.SERVER, List.of(EndedIn.CONNECT, EndedIn.RESPONSE_HEADERS, EndedIn.DATA));
        possible.put(
                EndedBy.SERVER_TIMEOUT,
                List.of(EndedIn.QUEUE, EndedIn.CONNECT, EndedIn.RESPONSE_HEADERS, EndedIn.DATA));
        possible.put(EndedBy.PROXY, List.of(EndedIn.REQUEST, EndedIn.RESPONSE_HEADERS, EndedIn.DATA));
        // While its whole request waits for a server, it is not the client's turn.
        possible.put(EndedBy.CLIENT_TIMEOUT, List.of(EndedIn.REQUEST, EndedIn.RESPONSE_HEADERS, EndedIn.DATA));
        possible.put(EndedBy.LOCAL_ANSWER, List.of(EndedIn.REQUEST));
        possible.put(EndedBy.INTERNAL_ERROR, everywhere);
        possible.put(EndedBy.RESOURCE_EXHAUSTED, List.of(EndedIn.CONNECT));
        // Nothing is a server's before it has a connection to it.
        List<EndedIn> onceConnected = List.of(EndedIn.RESPONSE_HEADERS, EndedIn.DATA);
        possible.put(EndedBy.SERVER_WENT_DOWN, onceConnected);
        possible.put(EndedBy.ACTIVE_SERVER_CAME_BACK, onceConnected);
        return possible.get(by).contains(in) ? "" : "nothing of " + by + " can end an exchange in this phase";
    }
}
