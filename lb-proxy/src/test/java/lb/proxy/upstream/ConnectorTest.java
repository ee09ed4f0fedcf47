package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ManualIoEventLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import lb.proxy.http1.InMemorySocket;
import lb.proxy.http1.InMemorySocket.Connects;
import lb.proxy.loop.LoopContext;
import lb.proxy.loop.LoopInMemory;
import lb.proxy.proxyprotocol.Proxied;
import lb.proxy.proxyprotocol.ProxyHeader;
import lb.proxy.settings.Mode;
import lb.proxy.settings.Observation;
import lb.proxy.settings.Observation.Layer;
import lb.proxy.settings.Observation.Reaction;
import lb.proxy.settings.Retrying;
import lb.proxy.settings.ServerSettings;
import lb.proxy.stats.Column;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What connections that fail tell of a server which is down after three such. */
class ConnectorTest {
    private final BackendFixture fixture = fixture();

    private static BackendFixture fixture() {
        ServerSettings server = BackendFixture.server("a");
        Observation observation = new Observation(Layer.LAYER4, 3, Reaction.MARK_DOWN);
        BackendFixture fixture = new BackendFixture(BackendFixture.settings(
                        Mode.TCP,
                        List.of(server.withCheck(
                                Objects.requireNonNull(server.check()).withObservation(observation))))
                .withRetrying(new Retrying(0, false)));
        fixture.passes("a");
        return fixture;
    }

    private ConnectResult connect(RuntimeException failure) {
        ManualIoEventLoop eventLoop = new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
        LoopContext loop = LoopInMemory.of(eventLoop, () -> {
            throw failure;
        });
        RetryEffort retries = new RetryEffort();
        retries.begin(fixture.backend, false);
        Server server = fixture.server(0);
        server.sessionBegan(0);
        ConnectResult[] result = {null};
        new Connector(loop, fixture.backend, new Nobody(), server, false, retries, told -> result[0] = told).connect();
        return result[0];
    }

    @Test
    void oneThatTheServerDoesNotTakeIsItsError() {
        for (int i = 0; i < 3; i++) {
            assertThat(connect(new ChannelException(new ConnectException("Connection refused"))))
                    .isInstanceOfSatisfying(
                            ConnectResult.Failed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(ConnectResult.Reason.REFUSED));
        }
        assertThat(fixture.row("a").text(Column.STATUS)).isEqualTo("DOWN");
    }

    @Test
    void oneThatThisMachineHasNothingLeftForIsNotItsError() {
        for (int i = 0; i < 10; i++) {
            assertThat(connect(new ChannelException(new IOException("socket() failed: Too many open files"))))
                    .isInstanceOfSatisfying(
                            ConnectResult.Failed.class,
                            failed -> assertThat(failed.reason()).isEqualTo(ConnectResult.Reason.RESOURCES));
        }
        assertThat(fixture.row("a").text(Column.STATUS)).isEqualTo("UP");
        assertThat(fixture.row("a").number(Column.HANAFAIL)).isZero();
    }

    @Test
    void aFaultOfWhoGetsTheConnectionIsToldToItsHandler() {
        InMemorySocket socket = InMemorySocket.unconnected(UnpooledByteBufAllocator.DEFAULT, Connects.AT_ONCE);
        ManualIoEventLoop eventLoop = new ManualIoEventLoop(Thread.currentThread(), _ -> LoopInMemory.noIo());
        RetryEffort retries = new RetryEffort();
        retries.begin(fixture.backend, false);
        Server server = fixture.server(0);
        server.sessionBegan(0);
        List<Throwable> caught = new ArrayList<>();
        IllegalStateException fault = new IllegalStateException("a fault");
        LoopContext loop = LoopInMemory.of(eventLoop, () -> socket);
        new Connector(loop, fixture.backend, new Nobody(), server, false, retries, _ -> {
                    socket.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                            caught.add(cause);
                        }
                    });
                    throw fault;
                })
                .connect();
        while (eventLoop.runNow() > 0) {}
        assertThat(caught).containsExactly(fault);
        var _ = socket.close();
        server.sessionEnded(0);
    }

    private record Nobody() implements Proxied {
        @Override
        public InetSocketAddress source() {
            return InetSocketAddress.createUnresolved("client", 0);
        }

        @Override
        public InetSocketAddress destination() {
            return InetSocketAddress.createUnresolved("here", 0);
        }

        @Override
        public @Nullable ProxyHeader header() {
            return null;
        }
    }
}
