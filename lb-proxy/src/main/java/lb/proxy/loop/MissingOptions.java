package lb.proxy.loop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.ListenOptions;
import lb.proxy.settings.ServerSettings;
import lb.proxy.settings.TcpOptions;
import lb.proxy.settings.UnixAddress;

/** What NIO cannot do of what was asked for, in the words of the configuration. */
final class MissingOptions {
    private final List<String> names = new ArrayList<>();

    private MissingOptions() {}

    static List<String> ofNio(BindSettings bind) {
        MissingOptions missing = new MissingOptions();
        ListenOptions listen = bind.listen();
        missing.add(listen.transparent(), "transparent");
        missing.add(listen.deferAccept(), "defer-accept");
        missing.add(listen.fastOpen(), "tcp-fast-open");
        missing.add(listen.ipv6Only() != null, "v6only");
        missing.addTcp(bind.tcp());
        missing.add(listen.reusePort(), "reuse-port");
        // The JDK's UNIX sockets cannot be half closed in Netty.
        missing.add(
                !(bind.address() instanceof InetSocketAddress), bind.address().toString());
        return missing.names;
    }

    static List<String> ofNio(ServerSettings server) {
        MissingOptions missing = new MissingOptions();
        missing.addTcp(server.connect().tcp());
        missing.add(server.connect().sourceOptions().transparent(), "transparent-source");
        missing.add(server.connect().fastOpen(), "tcp-fast-open");
        missing.add(server.address() instanceof UnixAddress, server.address().toString());
        return missing.names;
    }

    private void addTcp(TcpOptions tcp) {
        add(tcp.maxSegmentSize() > 0, "max-segment-size");
        add(!tcp.userTimeout().isZero(), "tcp-user-timeout");
        add(tcp.device() != null, "interface");
        add(tcp.keepAlive() != null, "tcp-keep-alive");
    }

    private void add(boolean wanted, String name) {
        if (wanted) {
            names.add(name);
        }
    }
}
