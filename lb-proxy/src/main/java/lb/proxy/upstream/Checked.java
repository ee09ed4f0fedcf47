package lb.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.Health;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/** A server as its checks see it. */
final class Checked implements CheckTarget {
    private final Server server;
    private final CheckSettings check;
    private volatile Runnable hurry = () -> {};
    private volatile CheckSettings.Place place;

    /** Whether somebody has said that it is not to be checked. */
    private volatile boolean off;

    Checked(Server server, CheckSettings check) {
        this.server = server;
        this.check = check;
        place = check.place();
    }

    @Override
    public SocketAddress address() {
        SocketAddress where = server.lastAddress();
        CheckSettings.Place place = this.place;
        return switch (where) {
            case InetSocketAddress network ->
                at(
                        place,
                        network.getAddress(),
                        place.port() == CheckSettings.PORT_OF_SERVER ? network.getPort() : place.port());
            case MappedAddress mapped -> at(place, mapped.host(), place.port());
            default -> where;
        };
    }

    private static SocketAddress at(CheckSettings.Place place, InetAddress host, int port) {
        return new InetSocketAddress(place.address() == null ? host : place.address(), port);
    }

    @Override
    public @Nullable InetAddress source() {
        return server.settings().connect().source();
    }

    @Override
    public TcpOptions tcp() {
        return server.settings().connect().tcp();
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
    public void onHurry(Runnable way) {
        hurry = way;
    }

    /** It is to be checked after the fast interval at the latest. Any thread. */
    void hurry() {
        hurry.run();
    }

    /** Checks elsewhere from now on. Any thread. */
    void checkAt(CheckSettings.Place other) {
        place = other;
    }

    /** Where it is checked. Any thread. */
    CheckSettings.Place place() {
        return place;
    }

    /** Checks no more, or again. Any thread. */
    void turn(boolean on) {
        off = !on;
    }

    /** Whether nobody has said that it is not to be checked. Any thread. */
    boolean isOn() {
        return !off;
    }

    @Override
    public boolean isPaused() {
        return off || server.control().isInMaintenance();
    }

    @Override
    public void checkBegan() {
        server.control().checkBegan();
    }

    @Override
    public void checkEnded(CheckResult result) {
        ServerControl control = server.control();
        Health health = control.health();
        if (isPaused()) {
            // It began before, and says nothing of what comes after.
            control.checkEnded(result);
            return;
        }
        boolean asks = result.status().verdict() == CheckStatus.Verdict.STOPPING;
        if (asks && health != null && !health.up()) {
            // A server that is down does not come up by asking for no traffic.
            control.checkEnded(new CheckResult(CheckStatus.L7STS, result.code(), result.millis(), result.info()));
            return;
        }
        if (result.status().verdict() == CheckStatus.Verdict.PASSED && control.isStopping()) {
            control.stopping(false, result.reason());
        }
        control.checkEnded(result);
        if (asks) {
            control.stopping(true, result.reason());
        }
    }
}
