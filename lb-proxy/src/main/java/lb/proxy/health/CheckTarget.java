package lb.proxy.health;

import java.net.InetAddress;
import java.net.SocketAddress;
import lb.proxy.settings.CheckSettings;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/** What is checked, and who is told. All calls come from the one event loop that checks it. */
public interface CheckTarget {
    /** An {@link java.net.InetSocketAddress}, or, but for checks by datagrams, a {@link lb.proxy.settings.UnixAddress}. */
    SocketAddress address();

    /** Local address of the check's connections; null leaves it to the kernel. */
    @Nullable
    InetAddress source();

    /** What is asked for the check's connections. */
    TcpOptions tcp();

    CheckSettings check();

    /** Whether it is not to be checked for now. */
    default boolean isPaused() {
        return false;
    }

    /** From one start of a check to the next, in ns, as the server's state is now; at least 1. */
    long interval();

    /**
     * Takes the way to have it checked after the fast interval at the latest, which any thread may go at any time. Once,
     * before the first check.
     */
    default void onHurry(Runnable hurry) {}

    /** A check has begun; exactly one {@link #checkEnded} follows, unless checking is stopped. */
    void checkBegan();

    void checkEnded(CheckResult result);
}
