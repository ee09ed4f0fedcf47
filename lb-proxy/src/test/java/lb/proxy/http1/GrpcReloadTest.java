package lb.proxy.http1;

import static io.grpc.stub.ClientCalls.asyncBidiStreamingCall;
import static io.grpc.stub.ClientCalls.blockingUnaryCall;
import static java.util.concurrent.TimeUnit.SECONDS;
import static lb.proxy.ProxyFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lb.proxy.stats.Column;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections of HTTP/2, of a client and to servers, while the proxy becomes what other settings say. */
@Timeout(60)
class GrpcReloadTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private GrpcOrigin one;
    private GrpcOrigin two;

    @BeforeEach
    void start() throws Exception {
        one = new GrpcOrigin("a");
        open.add(one);
        two = new GrpcOrigin("b");
        open.add(two);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private static RunningProxy.Wish servers(GrpcOrigin... origins) {
        RunningProxy.Wish wish = new RunningProxy.Wish().http2ToServers();
        for (GrpcOrigin each : origins) {
            wish.server(each.address());
        }
        return wish;
    }

    private RunningProxy proxy(GrpcOrigin... origins) throws Exception {
        RunningProxy proxy = servers(origins).start();
        open.add(proxy);
        return proxy;
    }

    private Channel client(RunningProxy proxy) {
        ManagedChannel channel =
                NettyChannelBuilder.forAddress(proxy.address()).usePlaintext().build();
        open.add(() -> {
            channel.shutdownNow();
            channel.awaitTermination(10, SECONDS);
        });
        return channel;
    }

    private static String echo(Channel client) {
        return blockingUnaryCall(client, GrpcOrigin.ECHO, CallOptions.DEFAULT, "");
    }

    /** A call that stays open, and what it is told. */
    private static final class Talk implements StreamObserver<String> {
        private final BlockingQueue<String> come = new LinkedBlockingQueue<>();
        private final StreamObserver<String> requests;

        Talk(Channel client) {
            requests = asyncBidiStreamingCall(client.newCall(GrpcOrigin.TALK, CallOptions.DEFAULT), this);
        }

        @Override
        public void onNext(String message) {
            come.add(message);
        }

        @Override
        public void onError(Throwable failure) {
            come.add(Status.fromThrowable(failure).toString());
        }

        @Override
        public void onCompleted() {
            come.add("END");
        }

        String say(String message) throws InterruptedException {
            requests.onNext(message);
            return next();
        }

        String end() throws InterruptedException {
            requests.onCompleted();
            return next();
        }

        private String next() throws InterruptedException {
            String next = come.poll(10, SECONDS);
            return next == null ? "nothing came" : next;
        }
    }

    @Test
    void aCallThatIsUnderWayEndsWhereItBeganAndTheNextGoesToTheNewServer() throws Exception {
        RunningProxy proxy = proxy(one);
        Channel client = client(proxy);
        assertThat(echo(client)).isEqualTo("a:");
        Talk talk = new Talk(client);
        assertThat(talk.say("before")).isEqualTo("before");
        proxy.reload(servers(two));
        assertThat(echo(client)).isEqualTo("b:");
        assertThat(talk.say("after")).isEqualTo("after");
        assertThat(one.open()).isEqualTo(1);
        assertThat(talk.end()).isEqualTo("END");
        eventually("the connection to the server that is gone ends with its last call", () -> one.open() == 0);
        assertThat(echo(client)).isEqualTo("b:");
        assertThat(proxy.figure("fe/FRONTEND", Column.CONN_TOT)).isEqualTo(1);
        assertThat(two.connections()).isEqualTo(1);
    }

    @Test
    void idleConnectionsOfUnchangedServersStayAndThoseOfOthersGo() throws Exception {
        RunningProxy proxy = proxy(one, two);
        Channel client = client(proxy);
        assertThat(List.of(echo(client), echo(client))).containsExactlyInAnyOrder("a:", "b:");
        proxy.reload(servers(one));
        eventually("that of the one that is gone ends", () -> two.open() == 0);
        for (int i = 0; i < 3; i++) {
            assertThat(echo(client)).isEqualTo("a:");
        }
        assertThat(one.connections()).isEqualTo(1);
        assertThat(proxy.figure("fe/FRONTEND", Column.CONN_TOT)).isEqualTo(1);
    }

    @Test
    void callsGoOnWhileServersComeAndGo() throws Exception {
        RunningProxy proxy = proxy(one);
        Channel client = client(proxy);
        List<RunningProxy.Wish> wishes = List.of(
                servers(one, two),
                servers(two),
                servers(two).serverLimit(10),
                servers(one).serverLimit(20));
        for (int i = 0; i < 40; i++) {
            Talk talk = new Talk(client);
            assertThat(talk.say("x")).isEqualTo("x");
            proxy.reload(wishes.get(i % wishes.size()));
            assertThat(echo(client)).isIn("a:", "b:");
            assertThat(talk.say("y")).isEqualTo("y");
            assertThat(talk.end()).isEqualTo("END");
        }
        assertThat(proxy.figure("fe/FRONTEND", Column.CONN_TOT)).isEqualTo(1);
    }
}
