package lb.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ClientsTest {
    @Test
    void whoAsksIsToldWhetherAllEventLoopsHaveAnswered() throws Exception {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            DuplexChannel client = new NioSocketChannel();
            group.register(client).sync();
            EventLoop loop = client.eventLoop();
            CountDownLatch late = new CountDownLatch(1);
            loop.execute(() -> {
                try {
                    late.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(Clients.ask(Map.of(client, loop), _ -> "", 1)).isFalse();
            late.countDown();
            assertThat(Clients.ask(Map.of(client, loop), _ -> "", TimeUnit.SECONDS.toNanos(10)))
                    .isTrue();
            client.close().sync();
        } finally {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
        }
    }
}
