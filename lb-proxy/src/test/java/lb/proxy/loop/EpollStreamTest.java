package lb.proxy.loop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.IllegalReferenceCountException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real loop, with real sockets: what the loop does by itself, and what it leaves to the channel. */
class EpollStreamTest {
    private final List<EpollOnDemand> epolls = new ArrayList<>();
    private MultiThreadIoEventLoopGroup group;
    private ServerSocket listener;
    private Socket peer;
    private DuplexChannel channel;
    private Stream stream;

    /** What the user and the handler were told, in order. */
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    private volatile Consumer<ByteBuf> onBytes = bytes -> told.add(text(bytes));

    @BeforeEach
    void connect() throws Exception {
        assumeTrue(Epoll.isAvailable(), "there is no epoll here");
        group = new MultiThreadIoEventLoopGroup(
                1, EpollOnDemand.factory(EpollIoHandler.newFactory(), (_, epoll) -> epolls.add(epoll)));
        listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        channel = connectTo(listener);
        peer = listener.accept();
        peer.setSoTimeout(10_000);
        onLoop(() -> stream = epolls.getFirst().stream(channel, new User()));
        assertThat(stream).isInstanceOf(EpollStream.class);
    }

    @AfterEach
    void close() throws Exception {
        if (group != null) {
            peer.close();
            listener.close();
            channel.close().sync();
            onLoop(stream::closed);
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void bytesComeOnceForEachTimeTheyAreAskedFor() throws Exception {
        send("one");
        onLoop(stream::read);
        assertThat(next()).isEqualTo("one");
        assertThat(next()).isEqualTo("complete");
        send("two");
        onLoop(() -> {});
        assertThat(told).isEmpty();
        onLoop(stream::read);
        assertThat(next()).isEqualTo("two");
    }

    @Test
    void theEndIsToldByTheChannel() throws Exception {
        onLoop(stream::read);
        peer.shutdownOutput();
        assertThat(nextBut("complete")).isEqualTo("input ended");
    }

    @Test
    void theEndIsFoundTogetherWithTheLastBytes() throws Exception {
        onBytes = bytes -> {
            told.add(text(bytes) + (stream.endFollows() ? ", the last" : ""));
            stream.read();
        };
        send("all");
        peer.shutdownOutput();
        onLoop(stream::read);
        assertThat(nextBut("complete")).isEqualTo("all, the last");
        assertThat(nextBut("complete")).isEqualTo("input ended");
    }

    @Test
    void aResetIsToldByTheChannel() throws Exception {
        onLoop(stream::read);
        peer.setSoLinger(true, 0);
        peer.close();
        assertThat(nextBut("complete")).startsWith("failed: ").contains("reset");
    }

    @Test
    void aFaultOfTheUserIsToldToItsConnectionAndHarmsNoOther() throws Exception {
        onBytes = bytes -> {
            bytes.release();
            throw new IllegalStateException("a fault");
        };
        send("x");
        onLoop(stream::read);
        assertThat(next()).isEqualTo("failed: a fault");
        onBytes = bytes -> told.add(text(bytes));
        send("y");
        onLoop(stream::read);
        assertThat(next()).isEqualTo("y");
    }

    @Test
    void aFaultOfWhoSplicesIsToldToItsConnectionAndHoldsUpNoOther() throws Exception {
        DuplexChannel other = connectTo(listener);
        try (Socket peerOfOther = listener.accept()) {
            Splice.Owner faulty = new Splice.Owner() {
                @Override
                public void spliced(long bytes) {
                    throw new IllegalStateException("a fault after " + bytes);
                }

                @Override
                public void spliceEnded(Splice.End end, long bytes) {
                    throw new IllegalStateException("a fault at the end");
                }
            };
            onLoop(() -> assertThat(epolls.getFirst().splice(channel, other, 100, faulty))
                    .isNotNull());
            long shortest = Long.MAX_VALUE;
            for (int i = 0; i < 5; i++) {
                long before = System.nanoTime();
                send("four");
                assertThat(next()).isEqualTo("failed: a fault after 4");
                assertThat(peerOfOther.getInputStream().readNBytes(4)).hasSize(4);
                // Behind the first.
                shortest = i == 0 ? shortest : Math.min(shortest, System.nanoTime() - before);
            }
            send("x".repeat(80));
            assertThat(next()).isEqualTo("failed: a fault at the end");
            // After each fault that reaches it, Netty's loop rests for a second; a busy machine rests now and then.
            assertThat(shortest)
                    .as("the shortest time from a fault to the next, in ns")
                    .isLessThan(TimeUnit.MILLISECONDS.toNanos(900));
        } finally {
            other.close().sync();
        }
    }

    @Test
    void aFaultInALateFlushIsToldToItsConnection() throws Exception {
        onLoop(() -> {
            ByteBuf given = channel.alloc().directBuffer(4).writeInt(1);
            stream.write(given);
            stream.flushSoon();
            given.release();
        });
        assertThat(next()).isEqualTo("failed: refCnt: 0");
        onLoop(() -> assertThatThrownBy(stream::closed).isInstanceOf(IllegalReferenceCountException.class));
    }

    @Test
    void whatTheKernelDoesNotTakeArrivesLaterWholeAndInOrder() throws Exception {
        byte[] expected = new byte[8_000_000];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31 >>> 8);
        }
        onLoop(() -> {
            for (int from = 0; from < expected.length; from += 1000) {
                // The memory is the loop's, and is written over by the next one.
                ByteBuf out = stream.buffer(1000);
                out.writeBytes(expected, from, 1000);
                stream.write(out);
                if (from % 3000 != 0) {
                    stream.flush();
                }
            }
            stream.flush();
            assertThat(stream.isSent()).isFalse();
        });
        assertThat(peer.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
        onLoop(() -> assertThat(stream.isSent()).isTrue());
    }

    @Test
    void aLentBufferTakesMoreThanItWasAskedFor() throws Exception {
        byte[] expected = new byte[2 * LentBuffers.CAPACITY];
        onLoop(() -> {
            stream.write(stream.buffer(1).writeBytes(expected));
            stream.flush();
        });
        assertThat(peer.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
    }

    @Test
    void aConnectionThatIsOverIsForgotten() throws Exception {
        WeakReference<DuplexChannel> gone = new WeakReference<>(connectAndClose());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (gone.get() != null && System.nanoTime() < until) {
            // The descriptor is not used again: what is remembered by it would last.
            onLoop(() -> {});
            System.gc();
        }
        assertThat(gone.get()).as("what is left after 10 s").isNull();
    }

    private DuplexChannel connectAndClose() throws Exception {
        DuplexChannel made = connectTo(listener);
        listener.accept().close();
        made.close().sync();
        return made;
    }

    private DuplexChannel connectTo(ServerSocket server) throws Exception {
        return (DuplexChannel) new Bootstrap()
                .group(group)
                .channelFactory(() -> new TcpChannel(null))
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new Told())
                .connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()))
                .sync()
                .channel();
    }

    @Test
    void whatIsKeptStaysWhenTheMemoryIsLentAgain() throws Exception {
        List<ByteBuf> kept = new ArrayList<>();
        onBytes = bytes -> {
            kept.add(stream.keep(bytes));
            told.add("kept");
        };
        for (String text : List.of("first", "other")) {
            send(text);
            onLoop(stream::read);
            assertThat(nextBut("complete")).isEqualTo("kept");
        }
        onLoop(() -> assertThat(kept.stream().map(EpollStreamTest::text)).containsExactly("first", "other"));
    }

    @Test
    void aBeginningIsSentSoonEvenIfNothingFollows() throws Exception {
        onLoop(() -> {
            stream.write(bytes("beginning"));
            stream.flushSoon();
        });
        assertThat(read(9)).isEqualTo("beginning");
    }

    @Test
    void aBeginningGoesOutWithWhatFollowsInTime() throws Exception {
        onLoop(() -> {
            stream.write(bytes("begin"));
            stream.flushSoon();
            stream.write(bytes("ning"));
            assertThat(stream.isSent()).isFalse();
            stream.flush();
            assertThat(stream.isSent()).isTrue();
        });
        assertThat(read(9)).isEqualTo("beginning");
    }

    @Test
    void bulkIsReceivedIntoGreaterBuffersOfItsOwn() throws Exception {
        onBytes = bytes -> {
            ByteBuf kept = stream.keep(bytes.retain());
            told.add(kept.equals(bytes) && kept.memoryAddress() == bytes.memoryAddress() ? "own" : "lent");
            kept.release();
            bytes.release();
        };
        peer.getOutputStream().write(new byte[3 * LentBuffers.CAPACITY]);
        onLoop(stream::read);
        assertThat(nextBut("complete")).isEqualTo("lent");
        onLoop(stream::read);
        assertThat(nextBut("complete")).isEqualTo("own");
    }

    @Test
    void whatIsKeptOfTheEndOfBulkTakesNoMoreMemoryThanItHasBytes() throws Exception {
        BlockingQueue<Integer> held = new LinkedBlockingQueue<>();
        onBytes = bytes -> {
            ByteBuf kept = stream.keep(bytes);
            held.add(kept.capacity());
            told.add(kept.readableBytes() + " bytes");
            kept.release();
        };
        peer.getOutputStream().write(new byte[LentBuffers.CAPACITY]);
        onLoop(stream::read);
        assertThat(nextBut("complete")).isEqualTo(LentBuffers.CAPACITY + " bytes");
        send("x");
        onLoop(stream::read);
        assertThat(nextBut("complete")).isEqualTo("1 bytes");
        assertThat(held).containsExactly(LentBuffers.CAPACITY, 1);
    }

    @Test
    void theLastBytesArriveThoughThePeerHasSentWhatNobodyReads() throws Exception {
        send("unread");
        onLoop(() -> {
            stream.write(bytes("last"));
            stream.flushLast();
            channel.shutdownOutput();
            channel.close();
        });
        assertThat(read(4)).isEqualTo("last");
    }

    @Test
    void aClosedConnectionDropsWhatWasWritten() throws Exception {
        onLoop(() -> {
            ByteBuf out = bytes("never seen");
            stream.write(out);
            channel.close();
            stream.flush();
            assertThat(out.refCnt()).as("held by the loop alone").isOne();
        });
        assertThat(peer.getInputStream().read()).isNegative();
    }

    private final class User implements Stream.User {
        @Override
        public void received(ByteBuf bytes) {
            onBytes.accept(bytes);
        }

        @Override
        public void receiveComplete() {
            told.add("complete");
        }
    }

    private final class Told extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            onBytes.accept((ByteBuf) message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                told.add("input ended");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            told.add("failed: " + cause.getMessage());
        }
    }

    private void send(String text) throws Exception {
        peer.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private String read(int count) throws Exception {
        InputStream in = peer.getInputStream();
        return new String(in.readNBytes(count), US_ASCII);
    }

    private ByteBuf bytes(String text) {
        return stream.buffer(text.length()).writeBytes(text.getBytes(US_ASCII));
    }

    private static String text(ByteBuf bytes) {
        String text = bytes.toString(US_ASCII);
        bytes.release();
        return text;
    }

    private String next() throws InterruptedException {
        String next = told.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("what is told within 10 s").isNotNull();
        return next;
    }

    private String nextBut(String ignored) throws InterruptedException {
        String next = next();
        return next.equals(ignored) ? nextBut(ignored) : next;
    }

    private void onLoop(Runnable task) throws Exception {
        CompletableFuture.runAsync(task, group).get(10, TimeUnit.SECONDS);
    }
}
