package lb.proxy.loop;

import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A descriptor that this process was started with, as a channel: when it is a stream socket that listens. */
final class InheritedListener {
    // Of asm-generic/socket.h and linux/socket.h.
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SOCK_STREAM = 1;
    private static final int AF_UNIX = 1;

    private InheritedListener() {}

    static ServerChannel of(int descriptor) {
        try {
            if (!Files.isSymbolicLink(link(descriptor))) {
                throw new IllegalArgumentException("this process has inherited no such descriptor");
            }
            if (!isSocket(descriptor)) {
                throw new IllegalArgumentException("the descriptor is no socket");
            }
            if (!listens(descriptor)) {
                throw new IllegalArgumentException("the descriptor is no stream socket that listens");
            }
            SocketDescriptors.makeNonBlocking(descriptor);
            return new Socket(descriptor).getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX
                    ? new EpollServerDomainSocketChannel(descriptor)
                    : new TcpListener(descriptor);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Path link(int descriptor) {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    /** Whether an open descriptor is a socket's. */
    static boolean isSocket(int descriptor) throws IOException {
        return Files.readSymbolicLink(link(descriptor)).toString().startsWith("socket:");
    }

    /** Whether a socket is one of streams, and listens. */
    static boolean listens(int descriptor) throws IOException {
        Socket socket = new Socket(descriptor);
        return socket.getIntOpt(SOL_SOCKET, SO_TYPE) == SOCK_STREAM && socket.getIntOpt(SOL_SOCKET, SO_ACCEPTCONN) != 0;
    }
}
