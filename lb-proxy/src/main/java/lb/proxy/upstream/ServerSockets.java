package lb.proxy.upstream;

import io.netty.channel.ChannelException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.linux.Errno;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BackendSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.ServerSettings;

/** Whether sockets towards servers can be what is asked for, found out at the start. */
public final class ServerSockets {
    private ServerSockets() {}

    /** A sentence for each server for which they cannot. Any thread. */
    public static List<String> problems(BackendSettings backend, Sockets sockets) {
        List<String> problems = new ArrayList<>();
        for (ServerSettings server : backend.servers()) {
            String title = "backend \"%s\": server \"%s\": ".formatted(backend.name(), server.name());
            List<String> missing = sockets.missing(server);
            if (!missing.isEmpty()) {
                problems.add(title + String.join(", ", missing) + ": only the epoll transport of Linux can do that");
            } else if (server.connect().sourceOptions().transparent()) {
                try {
                    sockets.tryTransparent(
                            switch (server.address()) {
                                case InetSocketAddress network -> network.getAddress();
                                case MappedAddress mapped -> mapped.host();
                                default -> InetAddress.getLoopbackAddress();
                            });
                } catch (ChannelException e) {
                    problems.add(title + "transparent-source: " + Errno.words(Errno.of(String.valueOf(e.getMessage())))
                            + ": it needs the capability CAP_NET_ADMIN or CAP_NET_RAW");
                }
            }
        }
        return problems;
    }
}
