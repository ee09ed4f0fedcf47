package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import lb.proxy.loop.EventLoops;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.Sockets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** On a real loop, with real sockets, both libraries and both transports. */
class TlsStreamTest {
    private EventLoops loops;
    private LoopContext loop;
    private ServerSocket listener;
    private DuplexChannel channel;
    private TlsStream stream;
    private EnginePeer peer;

    /** What the user and the handler were told, in order. */
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private volatile boolean echoes;
    private volatile boolean mistaken;
    private volatile boolean readsOn = true;

    static Stream<Arguments> kinds() {
        return Stream.of(TlsLibrary.values())
                .flatMap(library -> Stream.of("TLSv1.2", "TLSv1.3")
                        .flatMap(version -> Stream.of(Sockets.EPOLL, Sockets.NIO)
                                .map(sockets -> Arguments.of(library, version, sockets))));
    }

    private void begin(TlsLibrary library, String version, Sockets sockets, boolean asServer) throws Exception {
        assumeTrue(sockets == Sockets.NIO || Epoll.isAvailable(), "there is no epoll here");
        assumeTrue(library == TlsLibrary.JDK || TlsLibrary.absence().isEmpty(), "there is no BoringSSL here");
        loops = new EventLoops(1, sockets);
        loop = loops.contexts().getFirst();
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var address = new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
        channel = loop.newUpstream(address);
        loop.eventLoop().register(channel).sync();
        Sockets.connect(channel, address, null).sync();
        Socket socket = listener.accept();
        socket.setSoTimeout(3_000);
        SSLEngine own = asServer ? TestEngines.server(library, version) : TestEngines.client(library, version);
        SSLEngine other =
                asServer ? TestEngines.client(TlsLibrary.JDK, version) : TestEngines.server(TlsLibrary.JDK, version);
        peer = new EnginePeer(socket, other);
        onLoop(() -> {
            channel.pipeline().addLast(new Handler());
            stream = TlsStream.begin(loop, channel, own, null, null, new Waiting());
        });
    }

    private void established(TlsLibrary library, String version, Sockets sockets) throws Exception {
        begin(library, version, sockets, true);
        peer.handshake();
        assertThat(next()).isEqualTo("established");
    }

    @AfterEach
    void close() throws Exception {
        if (loops != null) {
            peer.socket().close();
            listener.close();
            onLoop(stream::close);
            channel.closeFuture().sync();
            loops.close();
            told.clear();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void handsAreShakenAsServerAndAsClient(TlsLibrary library, String version, Sockets sockets) throws Exception {
        begin(library, version, sockets, true);
        peer.handshake();
        assertThat(next()).isEqualTo("established");
        assertThat(stream.facts().version()).isEqualTo(version);
        assertThat(stream.facts().cipher()).matches("TLS_AES.*|ECDHE-ECDSA-AES.*");
        close();
        begin(library, version, sockets, false);
        peer.handshake();
        assertThat(next()).isEqualTo("established");
        assertThat(stream.facts().peer()).containsExactly(TestEngines.certificate());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whateverTheSizesWhatIsSentComesBack(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        echoes = true;
        onLoop(stream::read);
        for (int size : new int[] {1, 100, 16_383, 16_384, 16_385, 40_000, 300_000}) {
            byte[] sent = random(size);
            byte[] records = peer.encrypt(sent);
            Thread writer = Thread.ofVirtual().start(() -> quietly(() -> peer.write(records)));
            assertThat(Arrays.equals(peer.receive(size), sent))
                    .as("%s bytes", size)
                    .isTrue();
            writer.join();
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void howeverRecordsAreCutTheyAreRead(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        peer.socket().setTcpNoDelay(true);
        onLoop(stream::read);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int segment : new int[] {1, 2, 7, 100, 1447, 20_000}) {
            byte[] sent = random(segment < 10 ? 100 : 20_000);
            all.writeBytes(sent);
            byte[] records = peer.encrypt(sent);
            for (int at = 0; at < records.length; at += segment) {
                peer.write(Arrays.copyOfRange(records, at, Math.min(records.length, at + segment)));
            }
        }
        awaitReceived(all.size());
        assertThat(received.toByteArray()).isEqualTo(all.toByteArray());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void nothingIsToldThatNobodyAskedFor(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        readsOn = false;
        peer.send("one".getBytes(US_ASCII));
        onLoop(() -> {});
        assertThat(told).isEmpty();
        onLoop(stream::read);
        assertThat(next()).isEqualTo("one");
        assertThat(next()).isEqualTo("complete");
        peer.send("two".getBytes(US_ASCII));
        onLoop(() -> {});
        assertThat(told).isEmpty();
        onLoop(stream::read);
        assertThat(next()).isEqualTo("two");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void dataThatCameWithTheLastOfTheHandshakeWaits(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        begin(library, version, sockets, false);
        peer.handshake();
        peer.send("at once".getBytes(US_ASCII));
        assertThat(next()).isEqualTo("established");
        assertThat(told).isEmpty();
        onLoop(stream::read);
        assertThat(next()).isEqualTo("at once");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCloseNotifyIsTheEndAndIsToldWithTheLastBytes(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        established(library, version, sockets);
        ByteArrayOutputStream last = new ByteArrayOutputStream();
        last.writeBytes(peer.encrypt("all".getBytes(US_ASCII)));
        last.writeBytes(peer.closeNotify());
        peer.write(last.toByteArray());
        onLoop(stream::read);
        assertThat(next()).isIn("all, the last", "all");
        assertThat(next()).isEqualTo("complete");
        assertThat(next()).isEqualTo("input ended");
        peer.socket().shutdownOutput();
        onLoop(() -> assertThat(stream.isCut()).isFalse());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void anEndWithoutCloseNotifyIsACut(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        peer.send("some".getBytes(US_ASCII));
        peer.socket().shutdownOutput();
        onLoop(stream::read);
        assertThat(next()).isEqualTo("some");
        assertThat(next()).isEqualTo("complete");
        assertThat(next()).isEqualTo("input ended");
        onLoop(() -> assertThat(stream.isCut()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatOneFlushSendsIsOneRecord(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        int before = peer.recordsReceived();
        onLoop(() -> {
            for (int i = 0; i < 10; i++) {
                stream.write(stream.buffer(100).writeBytes(new byte[100]));
            }
            stream.flush();
        });
        assertThat(peer.receive(1000)).hasSize(1000);
        // Session tickets come with the first bytes.
        int tickets = version.equals("TLSv1.3") ? 2 : 0;
        assertThat(peer.recordsReceived() - before).isBetween(1, 1 + tickets);
        int then = peer.recordsReceived();
        onLoop(() -> {
            for (int i = 0; i < 5; i++) {
                stream.write(stream.buffer(10_000).writeBytes(new byte[10_000]));
            }
            assertThat(stream.isSent()).isFalse();
            stream.flush();
        });
        assertThat(peer.receive(50_000)).hasSize(50_000);
        assertThat(peer.recordsReceived() - then).isEqualTo(4);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void theLastBytesTheCloseNotifyAndTheEndGoTogether(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        established(library, version, sockets);
        onLoop(() -> {
            stream.write(stream.buffer(3).writeBytes("bye".getBytes(US_ASCII)));
            stream.flushLast();
            stream.endOutput();
        });
        assertThat(peer.receive(100)).isEqualTo("bye".getBytes(US_ASCII));
        assertThat(peer.hasEnded()).isTrue();
        assertThat(peer.socket().getInputStream().read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aCloseSaysSo(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        onLoop(stream::close);
        assertThat(peer.receive(100)).isEmpty();
        assertThat(peer.hasEnded()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aResetDoesNot(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        onLoop(() -> {
            stream.resetOnClose();
            stream.close();
        });
        assertThatThrownBy(() -> {
                    peer.receive(100);
                    throw new java.io.IOException("an end in order: " + peer.hasEnded());
                })
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void whatIsNoRecordFailsTheConnection(TlsLibrary library, String version, Sockets sockets) throws Exception {
        established(library, version, sockets);
        onLoop(stream::read);
        peer.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".repeat(10).getBytes(US_ASCII));
        assertThat(next()).startsWith("failed: ");
        assertThat(nextBut("complete")).isEqualTo("inactive");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aMistakeOfWhoIsToldOfTheHandshakeEndsTheConnection(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        mistaken = true;
        begin(library, version, sockets, true);
        Throwable _ = catchThrowable(() -> {
            peer.handshake();
            peer.receive(1);
        });
        assertThat(next()).isEqualTo("failed: a mistake");
        assertThat(next()).isEqualTo("inactive");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRecordThatWasTouchedIsAnsweredWithAnAlert(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        established(library, version, sockets);
        onLoop(stream::read);
        byte[] record = peer.encrypt("something".getBytes(US_ASCII));
        record[record.length - 1] ^= 1;
        peer.write(record);
        assertThat(next()).startsWith("failed: ");
        Throwable alert = catchThrowable(() -> peer.receive(1));
        assertThat(alert).hasMessageContaining("bad_record_mac");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void renegotiationsAndFloodsOfKeyUpdatesAreRefused(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        established(library, version, sockets);
        onLoop(stream::read);
        Throwable _ = catchThrowable(() -> {
            for (int i = 0; i < 100; i++) {
                peer.engine().beginHandshake();
                peer.goOn();
            }
            peer.receive(1);
        });
        assertThat(next()).startsWith("failed: ");
        assertThat(nextBut("complete")).isEqualTo("inactive");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aHandshakeWithRandomBytesFailsAndTellsThePeer(TlsLibrary library, String version, Sockets sockets)
            throws Exception {
        begin(library, version, sockets, true);
        byte[] bytes = random(2000);
        bytes[0] = 22;
        bytes[1] = 3;
        bytes[2] = 1;
        bytes[3] = 1;
        bytes[4] = 0;
        peer.write(bytes);
        assertThat(next()).startsWith("not established: ");
        int first = peer.socket().getInputStream().read();
        assertThat(first).as("the type of a record, alert").isEqualTo(21);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPeerThatLeavesInTheHandshakeEndsIt(TlsLibrary library, String version, Sockets sockets) throws Exception {
        begin(library, version, sockets, true);
        peer.write(new byte[] {22, 3, 1, 1});
        peer.socket().shutdownOutput();
        assertThat(next()).startsWith("not established: ").contains("ended the connection");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void awaitReceived(int size) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            synchronized (received) {
                if (received.size() >= size || System.nanoTime() > until) {
                    assertThat(received.size()).isEqualTo(size);
                    return;
                }
            }
            told.poll(10, TimeUnit.MILLISECONDS);
        }
    }

    private String next() throws InterruptedException {
        String next = told.poll(3, TimeUnit.SECONDS);
        assertThat(next).as("told within three seconds").isNotNull();
        return next;
    }

    private String nextBut(String unwanted) throws InterruptedException {
        String next = next();
        return next.equals(unwanted) ? nextBut(unwanted) : next;
    }

    private interface Doing {
        void now() throws Exception;
    }

    private static void quietly(Doing doing) {
        try {
            doing.now();
        } catch (Exception e) {
            // The test sees that it did not arrive.
        }
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, loop.eventLoop()).get(10, TimeUnit.SECONDS);
    }

    private final class Waiting implements TlsHandshake {
        @Override
        public void established(TlsStream established) {
            if (mistaken) {
                throw new IllegalStateException("a mistake");
            }
            established.use(new User(established));
            told.add("established");
        }

        @Override
        public void failed(Exception cause) {
            told.add("not established: " + cause.getMessage());
            channel.close();
        }
    }

    private final class User implements lb.proxy.loop.Stream.User {
        private final TlsStream own;

        User(TlsStream own) {
            this.own = own;
        }

        @Override
        public void received(ByteBuf bytes) {
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            synchronized (received) {
                received.writeBytes(copy);
            }
            if (echoes) {
                own.write(bytes);
            } else {
                told.add(new String(copy, US_ASCII) + (own.endFollows() ? ", the last" : ""));
                bytes.release();
            }
            if (own.endFollows()) {
                own.read();
            }
        }

        @Override
        public void receiveComplete() {
            own.flush();
            if (!echoes) {
                told.add("complete");
            }
            if (readsOn && own.isWritable()) {
                own.read();
            }
        }
    }

    private final class Handler extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                told.add("input ended");
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (readsOn && stream.isWritable()) {
                stream.read();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            told.add("inactive");
        }
    }
}
