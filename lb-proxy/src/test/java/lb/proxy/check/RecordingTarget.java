package lb.proxy.check;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;
import lb.proxy.health.CheckResult;
import lb.proxy.health.CheckTarget;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/** A server to check, and who takes the results. */
record RecordingTarget(
        SocketAddress address, @Nullable InetAddress source, CheckSettings check, Consumer<CheckResult> results)
        implements CheckTarget {
    @Override
    public TcpOptions tcp() {
        return TcpOptions.STANDARD;
    }

    @Override
    public long interval() {
        return check.interval().toNanos();
    }

    @Override
    public void checkBegan() {}

    @Override
    public void checkEnded(CheckResult result) {
        results.accept(result);
    }
}
