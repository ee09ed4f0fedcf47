package lb.proxy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import lb.proxy.settings.Transport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventLoopsTest {
    /** Enough for a loop that is told to end at each moment of its turn. */
    private static final int TRIES = 300;

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    void noChannelIsLeftOpenWheneverTheLoopIsToldToEnd(Transport transport) throws Exception {
        Sockets sockets = Sockets.of(transport);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < TRIES; i++) {
                CompletableFuture<Boolean> told = new CompletableFuture<>();
                Channel channel;
                try (EventLoops loops = new EventLoops(1, sockets)) {
                    channel = new Bootstrap()
                            .group(loops.group())
                            .channelFactory(() -> SocketChannels.upstream(sockets, server.getLocalSocketAddress()))
                            .handler(new ChannelInboundHandlerAdapter() {
                                @Override
                                public void channelInactive(ChannelHandlerContext context) {
                                    told.complete(true);
                                }
                            })
                            .connect(server.getLocalSocketAddress())
                            .sync()
                            .channel();
                }
                assertThat(channel.isOpen()).as("try %d", i).isFalse();
                assertThat(told.get(5, TimeUnit.SECONDS)).isTrue();
                server.accept().close();
            }
        }
    }
}
