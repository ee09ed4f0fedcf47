package lb.proxy.tcp;

import static lb.proxy.ProxyFixture.eventually;
import static lb.proxy.ProxyFixture.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ManualIoEventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lb.proxy.ProxyFixture.Plan;
import lb.proxy.exchange.EndedBy;
import lb.proxy.exchange.EndedIn;
import lb.proxy.exchange.ExchangeEnd;
import lb.proxy.exchange.ExchangeLog;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.http1.InMemorySocket;
import lb.proxy.listen.Admission;
import lb.proxy.listen.Client;
import lb.proxy.listen.Drain;
import lb.proxy.listen.Frontend;
import lb.proxy.listen.ProxyHeaderReader;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopInMemory;
import lb.proxy.loop.NanoClock;
import lb.proxy.route.Routing;
import lb.proxy.settings.FrontendSettings;
import lb.proxy.settings.ServerLife;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.Transport;
import lb.proxy.upstream.Backend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every pair of letters of HAProxy's termination states in mode tcp: it is brought about here, over sockets in memory, or it
 * is said why it cannot be.
 */
@Timeout(60)
class TcpTerminationStatesTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    /** For what must happen before it is over. */
    private static final Duration ENOUGH = Duration.ofMillis(500);

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final UnpooledByteBufAllocator MEMORY = new UnpooledByteBufAllocator(false, true);

    /** How a session comes to its end. */
    private interface Story {
        void happen(Scene scene);
    }

    private static final class Scene implements AutoCloseable {
        private final ManualIoEventLoop eventLoop =
                new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
        private final LoopContext loop = LoopInMemory.of(eventLoop, this::newServer);
        private final List<InMemorySocket> sockets = new ArrayList<>();
        private final List<ExchangeEnd> ends = new ArrayList<>();
        private final ExchangeLog log = (_, end) -> ends.add(ExchangeEnd.of(end));
        private Plan plan = Plan.of(Transport.NIO, InMemorySocket.ADDRESS).timeouts(LONG, LONG);
        private InMemorySocket.Connects connects = InMemorySocket.Connects.AT_ONCE;
        private boolean behindProxy;
        private Backend backend;
        private Frontend frontend;
        private InMemorySocket server;

        private InMemorySocket newServer() {
            if (connects == InMemorySocket.Connects.NO_DESCRIPTOR) {
                throw new ChannelException(new IOException("socket() failed: Too many open files"));
            }
            server = InMemorySocket.unconnected(MEMORY, connects);
            sockets.add(server);
            return server;
        }

        private Backend backend() {
            if (backend == null) {
                backend = new Backend(plan.backend(), 1, _ -> {}, NanoClock.SYSTEM);
            }
            return backend;
        }

        InMemorySocket client() {
            if (frontend == null) {
                Backend used = backend();
                FrontendSettings settings = plan.frontend("front", InMemorySocket.ADDRESS);
                frontend = new Frontend(
                        settings, new Routing(settings, _ -> used), 1, Admission.ofProcess(10, 0, 0), NanoClock.SYSTEM);
            }
            InMemorySocket client = InMemorySocket.accepted(MEMORY);
            sockets.add(client);
            Client accepted = Client.accepted(client, 0);
            client.pipeline()
                    .addLast(
                            behindProxy
                                    ? new ProxyHeaderReader(
                                            loop,
                                            frontend,
                                            accepted,
                                            log,
                                            behind -> TcpSession.handler(loop, frontend, log, behind))
                                    : TcpSession.handler(loop, frontend, log, accepted));
            var _ = eventLoop.register(client);
            run();
            return client;
        }

        /** A client that has its server for itself, so that the next waits. */
        InMemorySocket second() {
            plan = plan.servers(plan.servers().stream()
                    .map(one -> one.withMaxConnections(1))
                    .toArray(ServerSettings[]::new));
            client();
            return client();
        }

        /** A client that takes nothing, though its server has said all and gone. */
        InMemorySocket owed() {
            InMemorySocket client = client();
            client.take(false);
            client.end();
            run();
            server.send("last bytes");
            run();
            server.end();
            run();
            return client;
        }

        /** The server's sessions end when it goes down. */
        void endsSessions() {
            plan = plan.servers(ServerSettings.of("s1", InMemorySocket.ADDRESS, 1)
                    .withLife(new ServerLife(false, Duration.ZERO, true, false)));
        }

        /** The active server is in maintenance; the sessions that a backup has meanwhile end when it comes back. */
        void standIn() {
            plan = plan.servers(
                    ServerSettings.of("s1", InMemorySocket.ADDRESS, 1)
                            .withLife(new ServerLife(false, Duration.ZERO, false, true)),
                    ServerSettings.of("s2", InMemorySocket.ADDRESS, 1).withBackup(true));
            administer(Admin.MAINT);
        }

        void administer(Admin state) {
            backend().servers().getFirst().control().administer(state);
        }

        void stop(InMemorySocket client) {
            client.pipeline().fireUserEventTriggered(Drain.NOW);
        }

        void mistake(InMemorySocket client) {
            client.pipeline().fireExceptionCaught(new IllegalStateException("a mistake of ours, for the test"));
        }

        void run() {
            while (eventLoop.runNow() > 0) {}
        }

        @Override
        public void close() {
            sockets.forEach(InMemorySocket::close);
            run();
            eventLoop.shutdown();
            run();
        }
    }

    private static Map<String, Story> stories() {
        Map<String, Story> all = new LinkedHashMap<>();
        all.put("--", scene -> {
            scene.client().end();
            scene.run();
            scene.server.end();
        });

        all.put("PR", scene -> {
            scene.behindProxy = true;
            scene.client().send("GET / HTTP/1.1\r\n\r\n");
        });
        all.put("CR", scene -> {
            scene.behindProxy = true;
            InMemorySocket client = scene.client();
            client.send("PROXY ");
            scene.run();
            client.end();
        });
        all.put("cR", scene -> {
            scene.behindProxy = true;
            scene.plan = scene.plan.timeouts(SHORT, LONG);
            scene.client().send("PROXY ");
        });
        all.put("KR", scene -> {
            scene.behindProxy = true;
            InMemorySocket client = scene.client();
            client.send("PROXY ");
            scene.run();
            scene.stop(client);
        });

        all.put("IR", scene -> {
            scene.behindProxy = true;
            InMemorySocket client = scene.client();
            client.send("PROXY ");
            scene.run();
            scene.mistake(client);
        });

        all.put("CQ", scene -> scene.second().close());
        all.put("KQ", scene -> scene.stop(scene.second()));
        all.put("IQ", scene -> scene.mistake(scene.second()));
        all.put("sQ", scene -> {
            scene.plan = scene.plan.connect(SHORT, 0, false);
            scene.second();
        });

        all.put("cQ", scene -> {
            scene.plan = scene.plan.connect(LONG, 0, false).timeouts(ENOUGH, LONG);
            scene.second();
            eventually("who waits has been silent for too long", () -> {
                scene.sockets.getFirst().send("the other is not");
                scene.run();
                return !scene.ends.isEmpty();
            });
        });

        all.put("SC", scene -> {
            scene.plan = scene.plan.connect(SHORT, 0, false);
            scene.connects = InMemorySocket.Connects.REFUSED;
            scene.client();
        });
        all.put("sC", scene -> {
            scene.plan = scene.plan.connect(SHORT, 0, false);
            scene.connects = InMemorySocket.Connects.NEVER;
            scene.client();
        });
        all.put("RC", scene -> {
            scene.plan = scene.plan.connect(SHORT, 0, false);
            scene.connects = InMemorySocket.Connects.NO_DESCRIPTOR;
            scene.client();
        });
        all.put("CC", scene -> {
            scene.connects = InMemorySocket.Connects.NEVER;
            scene.client().close();
        });
        all.put("cC", scene -> {
            scene.connects = InMemorySocket.Connects.NEVER;
            scene.plan = scene.plan.connect(LONG, 0, false).timeouts(SHORT, LONG);
            scene.client();
        });
        all.put("KC", scene -> {
            scene.connects = InMemorySocket.Connects.NEVER;
            scene.stop(scene.client());
        });
        all.put("IC", scene -> {
            scene.connects = InMemorySocket.Connects.NEVER;
            scene.mistake(scene.client());
        });

        all.put("CD", scene -> scene.client().close());
        all.put("SD", scene -> {
            scene.client();
            scene.server.close();
        });
        all.put("cD", scene -> {
            scene.plan = scene.plan.timeouts(SHORT, LONG);
            scene.client();
        });
        all.put("sD", scene -> {
            scene.plan = scene.plan.timeouts(LONG, SHORT);
            scene.client();
        });
        all.put("KD", scene -> scene.stop(scene.client()));
        all.put("ID", scene -> scene.mistake(scene.client()));

        all.put("DD", scene -> {
            scene.endsSessions();
            scene.client();
            scene.administer(Admin.MAINT);
        });
        all.put("UD", scene -> {
            scene.standIn();
            scene.client();
            scene.administer(Admin.READY);
        });

        all.put("DL", scene -> {
            scene.endsSessions();
            scene.owed();
            scene.administer(Admin.MAINT);
        });
        all.put("UL", scene -> {
            scene.standIn();
            scene.owed();
            scene.administer(Admin.READY);
        });
        all.put("CL", scene -> scene.owed().close());
        all.put("cL", scene -> {
            scene.plan = scene.plan.timeouts(ENOUGH, LONG);
            scene.owed();
        });
        all.put("KL", scene -> scene.stop(scene.owed()));
        all.put("IL", scene -> scene.mistake(scene.owed()));
        return all;
    }

    static Stream<String> told() {
        return stories().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("told")
    void theStateIsThatOfTheStory(String state) {
        try (Scene scene = new Scene()) {
            stories().get(state).happen(scene);
            eventually("the session has ended", () -> {
                scene.run();
                return !scene.ends.isEmpty();
            });
            assertThat(scene.ends)
                    .singleElement()
                    .satisfies(end -> assertThat(state(end)).isEqualTo(state));
        }
    }

    @Test
    void everyPairIsToldOrSaidToBeImpossible() {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (EndedBy by : EndedBy.values()) {
            for (EndedIn in : EndedIn.values()) {
                String pair = "" + by.letter() + in.letter();
                boolean told = stories().containsKey(pair);
                String reason = impossible(by, in);
                if (told != reason.isEmpty()) {
                    wrong.put(pair, told ? "told, although: " + reason : "neither told nor said to be impossible");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Why a session of mode tcp never ends so; empty if it does. */
    private static String impossible(EndedBy by, EndedIn in) {
        if ((in == EndedIn.AFTER_THE_END) != (by == EndedBy.NOBODY)) {
            return "what ends in order has no phase, and nobody to blame";
        }
        if (in == EndedIn.RESPONSE_HEADERS || in == EndedIn.TARPIT) {
            return "bytes have no headers, and there is no tarpit";
        }
        List<EndedIn> everywhere =
                List.of(EndedIn.REQUEST, EndedIn.QUEUE, EndedIn.CONNECT, EndedIn.DATA, EndedIn.LAST_BYTES);
        Map<EndedBy, List<EndedIn>> possible = new EnumMap<>(EndedBy.class);
        possible.put(EndedBy.NOBODY, List.of(EndedIn.AFTER_THE_END));
        possible.put(EndedBy.CLIENT, everywhere);
        possible.put(EndedBy.ADMINISTRATOR, everywhere);
        possible.put(EndedBy.INTERNAL_ERROR, everywhere);
        possible.put(EndedBy.CLIENT_TIMEOUT, everywhere);
        // When the last bytes are owed to the client, the server has gone.
        possible.put(EndedBy.SERVER, List.of(EndedIn.CONNECT, EndedIn.DATA));
        possible.put(EndedBy.SERVER_TIMEOUT, List.of(EndedIn.QUEUE, EndedIn.CONNECT, EndedIn.DATA));
        possible.put(EndedBy.PROXY, List.of(EndedIn.REQUEST));
        possible.put(EndedBy.RESOURCE_EXHAUSTED, List.of(EndedIn.CONNECT));
        // Nothing is a server's before it has a connection to it.
        List<EndedIn> onceConnected = List.of(EndedIn.DATA, EndedIn.LAST_BYTES);
        possible.put(EndedBy.SERVER_WENT_DOWN, onceConnected);
        possible.put(EndedBy.ACTIVE_SERVER_CAME_BACK, onceConnected);
        List<EndedIn> phases = possible.get(by);
        if (phases == null) {
            return "nothing is answered";
        }
        return phases.contains(in) ? "" : "nothing of " + by + " can end a session in this phase";
    }
}
