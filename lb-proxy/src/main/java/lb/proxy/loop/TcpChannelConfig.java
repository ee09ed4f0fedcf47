package lb.proxy.loop;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.RawUnixChannelOption;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sets the options of a {@link TcpChannel}: Netty's of any channel, SO_LINGER, SO_REUSEADDR, and those given by number. */
final class TcpChannelConfig extends DefaultChannelConfig {
    /** Until somebody says better; one for all. */
    private static final RecvByteBufAllocator RECEIVE = new FixedRecvByteBufAllocator(4 * 1024).maxMessagesPerRead(1);

    private final Socket socket;

    TcpChannelConfig(Channel channel, Socket socket) {
        super(channel, RECEIVE);
        this.socket = socket;
    }

    /** @throws ChannelException if the kernel does not tell */
    @Override
    @SuppressWarnings("unchecked") // The option says what its value is.
    public <T> T getOption(ChannelOption<T> option) {
        try {
            return option instanceof IntegerUnixChannelOption number
                    ? (T) Integer.valueOf(socket.getIntOpt(number.level(), number.optname()))
                    : super.getOption(option);
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }

    /** @throws ChannelException if the kernel refuses it, with the call and the reason */
    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        try {
            if (option instanceof IntegerUnixChannelOption number) {
                socket.setIntOpt(number.level(), number.optname(), (Integer) value);
            } else if (option instanceof RawUnixChannelOption raw) {
                socket.setRawOpt(raw.level(), raw.optname(), (ByteBuffer) value);
            } else if (option.equals(ChannelOption.SO_LINGER)) {
                socket.setSoLinger((Integer) value);
            } else if (option.equals(ChannelOption.SO_REUSEADDR)) {
                socket.setReuseAddress((Boolean) value);
            } else {
                // All of these stay open for the other direction.
                return option.equals(ChannelOption.ALLOW_HALF_CLOSURE) || super.setOption(option, value);
            }
            return true;
        } catch (IOException e) {
            throw new ChannelException(e);
        }
    }
}
