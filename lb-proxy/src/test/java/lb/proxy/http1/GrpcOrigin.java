package lb.proxy.http1;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerTransportFilter;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A server of gRPC, by the library that most of them in Java are made with. Messages are strings. */
final class GrpcOrigin implements AutoCloseable {
    static final Metadata.Key<String> QUESTION = Metadata.Key.of("x-question", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<byte[]> BINARY = Metadata.Key.of("x-binary-bin", Metadata.BINARY_BYTE_MARSHALLER);
    static final Metadata.Key<String> ANSWER = Metadata.Key.of("x-answer", Metadata.ASCII_STRING_MARSHALLER);
    static final Metadata.Key<String> TRAILER = Metadata.Key.of("x-trailer", Metadata.ASCII_STRING_MARSHALLER);

    /** Answers the server's name, a colon and the message; {@code fail} with an error and nothing else. */
    static final MethodDescriptor<String, String> ECHO = method(MethodType.UNARY, "Echo");

    /** Never answers. */
    static final MethodDescriptor<String, String> HANG = method(MethodType.UNARY, "Hang");

    /** Answers with the numbers below the one it is sent. */
    static final MethodDescriptor<String, String> COUNT = method(MethodType.SERVER_STREAMING, "Count");

    /** Answers with how many messages came, and their characters. */
    static final MethodDescriptor<String, String> SUM = method(MethodType.CLIENT_STREAMING, "Sum");

    /** Answers each message with itself; {@code fail} with an error. */
    static final MethodDescriptor<String, String> TALK = method(MethodType.BIDI_STREAMING, "Talk");

    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static MethodDescriptor<String, String> method(MethodType type, String name) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName("lb.Test/" + name)
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    /** {@link #HANG} was called, with or without a deadline. */
    final Semaphore hanging = new Semaphore(0);

    final Semaphore withDeadline = new Semaphore(0);
    final Semaphore cancelled = new Semaphore(0);

    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final String name;
    private final Server server;

    /** One without TLS. */
    GrpcOrigin(String name) throws IOException {
        this(name, _ -> {});
    }

    /** @param transport sets more of how it is spoken to */
    GrpcOrigin(String name, Consumer<NettyServerBuilder> transport) throws IOException {
        this.name = name;
        ServerServiceDefinition service = ServerServiceDefinition.builder("lb.Test")
                .addMethod(ECHO, ServerCalls.asyncUnaryCall(this::echo))
                .addMethod(HANG, ServerCalls.asyncUnaryCall(this::hang))
                .addMethod(COUNT, ServerCalls.asyncServerStreamingCall(GrpcOrigin::count))
                .addMethod(SUM, ServerCalls.asyncClientStreamingCall(GrpcOrigin::sum))
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcOrigin::talk))
                .build();
        NettyServerBuilder builder =
                NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        transport.accept(builder);
        server = builder.addService(ServerInterceptors.intercept(service, new Answering()))
                .addTransportFilter(new ServerTransportFilter() {
                    @Override
                    public Attributes transportReady(Attributes attributes) {
                        connections.incrementAndGet();
                        open.incrementAndGet();
                        return attributes;
                    }

                    @Override
                    public void transportTerminated(@Nullable Attributes attributes) {
                        open.decrementAndGet();
                    }
                })
                .build()
                .start();
    }

    /** Gives back what the client says of itself, in a header and a trailer. */
    private static final class Answering implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata request, ServerCallHandler<Q, A> next) {
            return next.startCall(
                    new SimpleForwardingServerCall<>(call) {
                        @Override
                        public void sendHeaders(Metadata headers) {
                            put(headers, ANSWER, request.get(QUESTION));
                            super.sendHeaders(headers);
                        }

                        @Override
                        public void close(Status status, Metadata trailers) {
                            put(trailers, TRAILER, request.get(QUESTION));
                            put(trailers, BINARY, request.get(BINARY));
                            super.close(status, trailers);
                        }
                    },
                    request);
        }

        private static <V> void put(Metadata to, Metadata.Key<V> key, @Nullable V value) {
            if (value != null) {
                to.put(key, value);
            }
        }
    }

    private void echo(String message, StreamObserver<String> answer) {
        if (message.equals("fail")) {
            answer.onError(failure());
        } else {
            answer.onNext(name + ":" + message);
            answer.onCompleted();
        }
    }

    private static Exception failure() {
        return Status.FAILED_PRECONDITION
                .withDescription("not that, 100 %: \u00e4")
                .asRuntimeException();
    }

    private void hang(String message, StreamObserver<String> answer) {
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(cancelled::release);
        if (Context.current().getDeadline() != null) {
            withDeadline.release();
        }
        hanging.release();
    }

    private static void count(String most, StreamObserver<String> answer) {
        for (int i = 0; i < Integer.parseInt(most); i++) {
            answer.onNext("" + i);
        }
        answer.onCompleted();
    }

    private static StreamObserver<String> sum(StreamObserver<String> answer) {
        return new StreamObserver<>() {
            private int messages;
            private long characters;

            @Override
            public void onNext(String message) {
                messages++;
                characters += message.length();
            }

            @Override
            public void onError(Throwable failure) {
                // The client is told already.
            }

            @Override
            public void onCompleted() {
                answer.onNext(messages + " of " + characters);
                answer.onCompleted();
            }
        };
    }

    private static StreamObserver<String> talk(StreamObserver<String> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                if (message.equals("fail")) {
                    answer.onError(failure());
                } else {
                    answer.onNext(message);
                }
            }

            @Override
            public void onError(Throwable failure) {
                // The client is told already.
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
    }

    /** That have come so far. */
    int connections() {
        return connections.get();
    }

    /** That are there now. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
