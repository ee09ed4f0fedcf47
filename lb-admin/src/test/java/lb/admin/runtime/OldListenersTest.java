package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import lb.proxy.linux.DescriptorMessage;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.PassedSocket;
import lb.proxy.settings.UnixAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What an older process says that is not what it should say: nothing of it stays open. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class OldListenersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] ENTRY = new byte[2 + ListenerMessage.NUMBER];

    @TempDir
    Path folder;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private Channel passed;

    @BeforeEach
    void listen() {
        passed = server("passed", new ChannelInboundHandlerAdapter());
    }

    @AfterEach
    void end() {
        loop.shutdownGracefully().awaitUninterruptibly();
    }

    private Channel server(String name, ChannelInboundHandlerAdapter handler) {
        return new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(handler)
                .bind(new DomainSocketAddress(folder.resolve(name).toFile()))
                .syncUninterruptibly()
                .channel();
    }

    /** A process that answers with a number, and then with so many bytes and copies of one socket. */
    private UnixAddress answering(int number, byte[] said, int descriptors) {
        server("old-" + number + said.length, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ReferenceCountUtil.release(message);
                int socket = ((UnixChannel) context.channel()).fd().intValue();
                int copied = ((UnixChannel) passed).fd().intValue();
                DescriptorMessage.send(socket, ListenerMessage.number(number), List.of());
                DescriptorMessage.send(socket, said, Collections.nCopies(descriptors, copied));
            }
        });
        return UnixAddress.file(folder.resolve("old-" + number + said.length).toString());
    }

    /** How many descriptors this process has for the socket that is passed. */
    private long copies() throws IOException {
        Path all = Path.of("/proc/self/fd");
        Path own =
                Files.readSymbolicLink(all.resolve(((UnixChannel) passed).fd().intValue() + ""));
        long copies = 0;
        for (String name : Objects.requireNonNull(all.toFile().list())) {
            try {
                copies += Files.readSymbolicLink(all.resolve(name)).equals(own) ? 1 : 0;
            } catch (NoSuchFileException e) {
                // Closed meanwhile.
            }
        }
        return copies;
    }

    @Test
    void whatIsAnnouncedComes() throws Exception {
        List<PassedSocket> sockets = OldListeners.of(answering(1, ENTRY, 1), PATIENCE);
        assertThat(sockets).hasSize(1);
        assertThat(copies()).isEqualTo(2);
        sockets.forEach(socket -> new SocketCalls().close(socket.descriptor()));
    }

    @Test
    void moreSocketsThanAreAnnouncedAreRefusedAndClosed() throws Exception {
        assertThatThrownBy(() -> OldListeners.of(answering(1, ENTRY, 3), PATIENCE))
                .hasMessage("more comes than the 1 sockets that it has announced");
        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void whoTalksOnAndPassesNothingIsNotListenedToForEver() throws Exception {
        assertThatThrownBy(() ->
                        OldListeners.of(answering(2, new byte[2 * ListenerMessage.LONGEST_ENTRY + 1], 1), PATIENCE))
                .hasMessage("more comes than the 2 sockets that it has announced");
        assertThat(copies()).isEqualTo(1);
    }

    @Test
    void socketsOfAnotherNetworkNamespaceAreClosed() throws Exception {
        byte[] elsewhere = {3, 'b', 'l', 'a', 0, 0, 0, 0, 0};
        assertThat(OldListeners.of(answering(1, elsewhere, 1), PATIENCE)).isEmpty();
        assertThat(copies()).isEqualTo(1);
    }
}
