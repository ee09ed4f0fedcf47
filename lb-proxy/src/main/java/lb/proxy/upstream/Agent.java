package lb.proxy.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import lb.proxy.check.AgentReply;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckStatus;
import lb.proxy.health.CheckTarget;
import lb.proxy.health.ServerState.Admin;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.MappedAddress;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/**
 * The agent of a server, which says what is to be done with it. One that cannot be asked, or says what is not understood,
 * changes nothing: whether the server works is found out by its checks.
 */
final class Agent implements CheckTarget {
    private final Server server;
    private volatile CheckSettings settings;
    private volatile CheckResult last = new CheckResult(CheckStatus.INI, CheckResult.NO_CODE, 0, "");
    private volatile boolean running;

    /** Whether somebody has said that it is not to be asked. */
    private volatile boolean off;

    Agent(Server server, CheckSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** What it said last, as it is shown. Any thread. */
    CheckResult last() {
        return last;
    }

    /** Whether it is being asked. Any thread. */
    boolean running() {
        return running;
    }

    @Override
    public SocketAddress address() {
        SocketAddress where = server.lastAddress();
        CheckSettings.Place place = settings.place();
        InetAddress other = place.address();
        int port = place.port();
        return switch (where) {
            case InetSocketAddress network -> new InetSocketAddress(other == null ? network.getAddress() : other, port);
            case MappedAddress mapped -> new InetSocketAddress(other == null ? mapped.host() : other, port);
            default -> where;
        };
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
        return settings;
    }

    @Override
    public long interval() {
        return settings.interval().toNanos();
    }

    @Override
    public boolean isPaused() {
        return off || server.address() == null;
    }

    /** Asks elsewhere, or something else, from now on. Any thread. */
    void ask(CheckSettings other) {
        settings = other;
    }

    /** Asks no more, or again. Any thread. */
    void turn(boolean on) {
        off = !on;
    }

    /** Whether nobody has said that it is not to be asked. Any thread. */
    boolean isAsked() {
        return !off;
    }

    @Override
    public void checkBegan() {
        running = true;
    }

    @Override
    public void checkEnded(CheckResult result) {
        running = false;
        if (off) {
            return;
        }
        if (result.status() != CheckStatus.L7OK) {
            last = result;
            return;
        }
        AgentReply reply = AgentReply.of(result.info());
        CheckResult shown = reply.result(result.millis());
        last = shown;
        if (reply.problem().isEmpty()) {
            follow(reply, shown.reason());
        }
    }

    private void follow(AgentReply reply, String reason) {
        ServerControl control = server.control();
        if (reply.weight() != AgentReply.NOTHING) {
            control.weighRelatively(reply.weight());
        }
        if (reply.maxConnections() != AgentReply.NOTHING) {
            server.limit(reply.maxConnections());
        }
        if (reply.operation() != null) {
            control.administer(
                    switch (reply.operation()) {
                        case DRAIN -> Admin.DRAIN;
                        case MAINT -> Admin.MAINT;
                        case READY -> Admin.READY;
                    });
        }
        if (reply.up() != null) {
            control.agentDown(!reply.up().up(), reason);
        }
    }
}
