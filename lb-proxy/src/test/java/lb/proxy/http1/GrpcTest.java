package lb.proxy.http1;

import static io.grpc.stub.ClientCalls.asyncBidiStreamingCall;
import static io.grpc.stub.ClientCalls.asyncClientStreamingCall;
import static io.grpc.stub.ClientCalls.asyncUnaryCall;
import static io.grpc.stub.ClientCalls.blockingServerStreamingCall;
import static io.grpc.stub.ClientCalls.blockingUnaryCall;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls of gRPC by the library that most of them in Java are made with, through a whole proxy, by HTTP/2 without TLS on both sides. */
@Timeout(60)
class GrpcTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private GrpcOrigin server(String name) throws IOException {
        GrpcOrigin server = new GrpcOrigin(name);
        open.add(server);
        return server;
    }

    private RunningProxy proxy(RunningProxy.Wish wish) throws Exception {
        RunningProxy proxy = wish.http2ToServers().start();
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

    private Channel through(GrpcOrigin server) throws Exception {
        return client(proxy(new RunningProxy.Wish().server(server.address())));
    }

    private static String echo(Channel client, String message) {
        return blockingUnaryCall(client, GrpcOrigin.ECHO, CallOptions.DEFAULT, message);
    }

    /** Messages as they come, then {@code END} or the status of an error. */
    private static final class Answers implements StreamObserver<String> {
        private final BlockingQueue<String> come = new LinkedBlockingQueue<>();

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

        String next() throws InterruptedException {
            String next = come.poll(10, SECONDS);
            return next == null ? "nothing came" : next;
        }
    }

    private static ClientCall<String, String> call(Channel client, MethodDescriptor<String, String> method) {
        return client.newCall(method, CallOptions.DEFAULT);
    }

    private static StatusRuntimeException failureOf(ThrowingCallable call) {
        return Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    }

    @Test
    void aMessageIsAnsweredAndCallsShareOneConnection() throws Exception {
        GrpcOrigin server = server("a");
        Channel client = through(server);
        for (int i = 0; i < 10; i++) {
            assertThat(echo(client, "hello " + i)).isEqualTo("a:hello " + i);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void aServerStreamsAThousandMessages() throws Exception {
        Channel client = through(server("a"));
        List<String> come = new ArrayList<>();
        blockingServerStreamingCall(client, GrpcOrigin.COUNT, CallOptions.DEFAULT, "1000")
                .forEachRemaining(come::add);
        assertThat(come).hasSize(1_000).startsWith("0", "1").endsWith("999");
    }

    @Test
    void aClientStreamsAThousandMessages() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> requests = asyncClientStreamingCall(call(through(server("a")), GrpcOrigin.SUM), answers);
        for (int i = 0; i < 1_000; i++) {
            requests.onNext("x".repeat(100));
        }
        requests.onCompleted();
        assertThat(answers.next()).isEqualTo("1000 of 100000");
        assertThat(answers.next()).isEqualTo("END");
    }

    @Test
    void eachAnswerComesBeforeTheNextRequest() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> requests = asyncBidiStreamingCall(call(through(server("a")), GrpcOrigin.TALK), answers);
        for (int i = 0; i < 200; i++) {
            requests.onNext("ping " + i);
            assertThat(answers.next()).isEqualTo("ping " + i);
        }
        requests.onCompleted();
        assertThat(answers.next()).isEqualTo("END");
    }

    @Test
    void anErrorEndsAConversation() throws Exception {
        Answers answers = new Answers();
        StreamObserver<String> requests = asyncBidiStreamingCall(call(through(server("a")), GrpcOrigin.TALK), answers);
        requests.onNext("ping");
        assertThat(answers.next()).isEqualTo("ping");
        requests.onNext("fail");
        assertThat(answers.next()).contains("FAILED_PRECONDITION", "not that, 100 %: \u00e4");
    }

    @Test
    void largeMessagesPassTheWindows() throws Exception {
        Channel client = through(server("a"));
        String large = "0123456789abcdef".repeat(3 << 16);
        assertThat(echo(client, large).equals("a:" + large)).isTrue();
    }

    @Test
    void aDeadlineReachesTheServer() throws Exception {
        GrpcOrigin server = server("a");
        Channel client = through(server);
        echo(client, "the connections are there");
        StatusRuntimeException failure = failureOf(() -> blockingUnaryCall(
                client, GrpcOrigin.HANG, CallOptions.DEFAULT.withDeadlineAfter(500, MILLISECONDS), "x"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(server.withDeadline.tryAcquire(10, SECONDS)).isTrue();
        assertThat(server.cancelled.tryAcquire(10, SECONDS)).isTrue();
    }

    @Test
    void aClientThatCancelsIsHeardByTheServer() throws Exception {
        GrpcOrigin server = server("a");
        Channel client = through(server);
        ClientCall<String, String> call = call(client, GrpcOrigin.HANG);
        Answers answers = new Answers();
        asyncUnaryCall(call, "x", answers);
        assertThat(server.hanging.tryAcquire(10, SECONDS)).isTrue();
        assertThat(server.withDeadline.availablePermits()).isZero();
        call.cancel("enough", null);
        assertThat(server.cancelled.tryAcquire(10, SECONDS)).isTrue();
        assertThat(echo(client, "goes on")).isEqualTo("a:goes on");
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void anErrorComesInTrailersOnly() throws Exception {
        Channel client = through(server("a"));
        StatusRuntimeException failure = failureOf(() -> echo(client, "fail"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(failure.getStatus().getDescription()).isEqualTo("not that, 100 %: \u00e4");
    }

    @Test
    void metadataPassesBothWays() throws Exception {
        byte[] binary = {0, 1, (byte) 0xff, '\r', '\n'};
        Metadata asked = new Metadata();
        asked.put(GrpcOrigin.QUESTION, "why?");
        asked.put(GrpcOrigin.BINARY, binary);
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Channel client = ClientInterceptors.intercept(
                through(server("a")),
                MetadataUtils.newAttachHeadersInterceptor(asked),
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        echo(client, "x");
        assertThat(headers.get().get(GrpcOrigin.ANSWER)).isEqualTo("why?");
        assertThat(trailers.get().get(GrpcOrigin.TRAILER)).isEqualTo("why?");
        assertThat(trailers.get().get(GrpcOrigin.BINARY)).isEqualTo(binary);
    }

    @Test
    void callsOfOneClientGoToBothServers() throws Exception {
        GrpcOrigin one = server("a");
        GrpcOrigin two = server("b");
        Channel client =
                client(proxy(new RunningProxy.Wish().server(one.address()).server(two.address())));
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            answers.add(echo(client, ""));
        }
        assertThat(answers.stream().filter("a:"::equals)).hasSize(5);
        assertThat(answers.stream().filter("b:"::equals)).hasSize(5);
        assertThat(one.connections()).isEqualTo(1);
        assertThat(two.connections()).isEqualTo(1);
    }

    @Test
    void aServerThatIsGoneIsUnavailable() throws Exception {
        GrpcOrigin server = server("a");
        Channel client = through(server);
        echo(client, "x");
        server.close();
        StatusRuntimeException failure = failureOf(() -> echo(client, "x"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void aServerThatGoesBeforeItAnswersIsUnavailable() throws Exception {
        try (Origin server = new Origin(peer -> {
            Http2Peer serving = Http2Peer.serving(peer);
            serving.send();
            serving.next();
        })) {
            Channel client = client(proxy(new RunningProxy.Wish().server(server)));
            StatusRuntimeException failure = failureOf(() -> echo(client, "x"));
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }
}
