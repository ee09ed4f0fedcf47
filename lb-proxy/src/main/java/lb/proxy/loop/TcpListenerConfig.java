package lb.proxy.loop;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelConfig;
import java.io.IOException;

/** Sets the options of a {@link TcpListener}. */
final class TcpListenerConfig extends EpollChannelConfig {
    private int backlog;
    private boolean transparent;

    TcpListenerConfig(TcpListener listener) {
        super(listener, new ServerChannelRecvByteBufAllocator());
    }

    int backlog() {
        return backlog;
    }

    /** Whether its connections may have been made to any address. */
    boolean isTransparent() {
        return transparent;
    }

    @Override
    @SuppressWarnings("unchecked") // The option says what its value is.
    public <T> T getOption(ChannelOption<T> option) {
        return option.equals(ChannelOption.SO_BACKLOG) ? (T) Integer.valueOf(backlog) : super.getOption(option);
    }

    /** @throws ChannelException if the kernel refuses it, with the call and the reason */
    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option.equals(ChannelOption.SO_BACKLOG)) {
            backlog = (Integer) value;
            return true;
        }
        if (option.equals(ChannelOption.SO_REUSEADDR)) {
            try {
                socket().setReuseAddress((Boolean) value);
                return true;
            } catch (IOException e) {
                throw new ChannelException(e);
            }
        }
        transparent |= option.equals(LinuxOptions.IP_TRANSPARENT) || option.equals(LinuxOptions.IPV6_TRANSPARENT);
        return super.setOption(option, value);
    }
}
