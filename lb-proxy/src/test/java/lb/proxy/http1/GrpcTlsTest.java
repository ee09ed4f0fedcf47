package lb.proxy.http1;

import static io.grpc.stub.ClientCalls.asyncBidiStreamingCall;
import static io.grpc.stub.ClientCalls.blockingServerStreamingCall;
import static io.grpc.stub.ClientCalls.blockingUnaryCall;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import lb.proxy.settings.CertificateFile;
import lb.proxy.settings.ConnectTls;
import lb.proxy.settings.ListenTls;
import lb.proxy.settings.Template;
import lb.proxy.settings.TlsAlgorithms;
import lb.proxy.tls.TestCertificates;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of gRPC through a whole proxy with TLS on both sides, where ALPN has agreed on HTTP/2; the rest of them is {@link GrpcTest}. */
@Timeout(60)
class GrpcTlsTest {
    private static final TestCertificates.Authority AUTHORITY = TestCertificates.authority("the authority");
    private static final TestCertificates.Issued LEAF = AUTHORITY.issue("grpc.test");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private Path authority;
    private Path certificate;
    private GrpcOrigin server;

    @BeforeEach
    void start() throws IOException {
        authority = AUTHORITY.in(folder.resolve("authority.pem"));
        certificate = LEAF.in(folder.resolve("leaf.pem"));
        Path key = Files.writeString(folder.resolve("leaf.key"), LEAF.keyPem());
        Path chain = Files.writeString(folder.resolve("chain.pem"), LEAF.chainPem());
        server = new GrpcOrigin("a", transport -> transport.useTransportSecurity(chain.toFile(), key.toFile()));
        open.add(server);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Channel client(String expected) throws Exception {
        ConnectTls toServers = new ConnectTls(
                true,
                authority,
                null,
                Template.literal(expected),
                null,
                List.of("h2"),
                TlsAlgorithms.STANDARD,
                null,
                true);
        RunningProxy proxy = new RunningProxy.Wish()
                .tls(new ListenTls(List.of(new CertificateFile(certificate))), toServers)
                .server(server.address())
                .start();
        open.add(proxy);
        ManagedChannel channel = NettyChannelBuilder.forAddress(proxy.address())
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(authority.toFile())
                        .build())
                .overrideAuthority("grpc.test")
                .build();
        open.add(() -> {
            channel.shutdownNow();
            channel.awaitTermination(10, SECONDS);
        });
        return channel;
    }

    @Test
    void callsAreAnsweredOverOneConnection() throws Exception {
        Channel client = client("grpc.test");
        for (int i = 0; i < 10; i++) {
            assertThat(blockingUnaryCall(client, GrpcOrigin.ECHO, CallOptions.DEFAULT, "hello " + i))
                    .isEqualTo("a:hello " + i);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void streamsAndLargeMessagesPass() throws Exception {
        Channel client = client("grpc.test");
        List<String> come = new ArrayList<>();
        blockingServerStreamingCall(client, GrpcOrigin.COUNT, CallOptions.DEFAULT, "1000")
                .forEachRemaining(come::add);
        assertThat(come).hasSize(1_000).endsWith("999");
        String large = "0123456789abcdef".repeat(3 << 16);
        assertThat(blockingUnaryCall(client, GrpcOrigin.ECHO, CallOptions.DEFAULT, large)
                        .equals("a:" + large))
                .isTrue();
    }

    @Test
    void eachAnswerComesBeforeTheNextRequest() throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        StreamObserver<String> requests = asyncBidiStreamingCall(
                client("grpc.test").newCall(GrpcOrigin.TALK, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(String message) {
                        answers.add(message);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        answers.add(String.valueOf(failure));
                    }

                    @Override
                    public void onCompleted() {
                        answers.add("END");
                    }
                });
        for (int i = 0; i < 50; i++) {
            requests.onNext("ping " + i);
            assertThat(answers.poll(10, SECONDS)).isEqualTo("ping " + i);
        }
        requests.onCompleted();
        assertThat(answers.poll(10, SECONDS)).isEqualTo("END");
    }

    @Test
    void aServerWithAnotherNameIsUnavailable() throws Exception {
        Channel client = client("other.test");
        StatusRuntimeException failure = Assertions.catchThrowableOfType(
                StatusRuntimeException.class,
                () -> blockingUnaryCall(client, GrpcOrigin.ECHO, CallOptions.DEFAULT, "x"));
        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }
}
