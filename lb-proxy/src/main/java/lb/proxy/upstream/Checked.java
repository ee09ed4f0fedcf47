package lb.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.Health;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/** A server as its checks see it. */
final class Checked implements CheckTarget {
    private final Server server;
    private final CheckSettings check;

    Checked(Server server, CheckSettings check) {
        this.server = server;
        this.check = check;
    }

    @Override
    public SocketAddress address() {
        if (!(server.address() instanceof InetSocketAddress network)) {
            return server.address();
        }
        CheckSettings.Place place = check.place();
        InetAddress address = place.address() == null ? network.getAddress() : place.address();
        int port = place.port() == CheckSettings.PORT_OF_SERVER ? network.getPort() : place.port();
        return new InetSocketAddress(address, port);
    }

    @Override
    public @Nullable InetAddress source() {
        return server.settings().source();
    }

    @Override
    public TcpOptions tcp() {
        return server.settings().tcp();
    }

    @Override
    public CheckSettings check() {
        return check;
    }

    @Override
    public long interval() {
        Health health = server.control().health();
        return health == null ? check.interval().toNanos() : health.interval(check.pace());
    }

    @Override
    public boolean isPaused() {
        return server.control().isInMaintenance();
    }

    @Override
    public void checkBegan() {
        server.control().checkBegan();
    }

    @Override
    public void checkEnded(CheckResult result) {
        server.control().checkEnded(result);
    }
}
