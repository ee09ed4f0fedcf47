package lb.proxy.http3;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicException;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import java.io.IOException;

/**
 * The last handler of a connection and of each of its streams that has no request. What a client does wrong there would leave a
 * warning and a stack in the log each time, which a client could so fill; and where Netty's decoders fail at its bytes, nobody
 * would end the connection.
 */
final class ClientFaults extends ChannelInboundHandlerAdapter {
    private final Http3Connection connection;

    ClientFaults(Http3Connection connection) {
        this.connection = connection;
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    /** Behind Netty's handler, which has given a new stream its own handlers, and before anything is read. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.UNIDIRECTIONAL) {
            stream.pipeline().addLast(this);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        connection.caught(cause);
        boolean ofOneRequest =
                context.channel() instanceof QuicStreamChannel stream && stream.type() == QuicStreamType.BIDIRECTIONAL;
        boolean gone = cause instanceof QuicException || cause instanceof IOException;
        if (!ofOneRequest && !gone) {
            connection.brokenByClient();
        }
    }
}
