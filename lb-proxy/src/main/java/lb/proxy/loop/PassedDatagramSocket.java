package lb.proxy.loop;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;

/**
 * A socket for datagrams that another process has bound and passed on.
 *
 * @param descriptor of this process
 * @param address where it is bound
 */
public record PassedDatagramSocket(int descriptor, InetSocketAddress address) {
    /** Of asm-generic/socket.h. */
    private static final int SO_TYPE = 3;

    /** What was passed; null where it is no such socket. */
    public static @Nullable PassedDatagramSocket of(PassedSocket passed) {
        int descriptor = passed.descriptor();
        try {
            boolean datagrams = InheritedListener.isSocket(descriptor)
                    && new Socket(descriptor).getIntOpt(SocketCalls.SOL_SOCKET, SO_TYPE) == SocketCalls.SOCK_DGRAM;
            return datagrams && SocketName.of(descriptor) instanceof InetSocketAddress address
                    ? new PassedDatagramSocket(descriptor, address)
                    : null;
        } catch (IOException e) {
            return null;
        }
    }
}
