package lb.proxy.listen;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.BindSettings;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;

/** The listening sockets that an older process has passed to this one, until each has found its bind or is closed. One thread. */
final class PassedSockets {
    private final List<PassedListener> left = new ArrayList<>();

    /** @param sockets how this process drives its own: one that cannot take them closes them */
    PassedSockets(List<PassedSocket> passed, Sockets sockets) {
        for (PassedSocket one : passed) {
            PassedListener listener = sockets == Sockets.EPOLL ? PassedListener.of(one) : null;
            if (listener == null) {
                PassedListener.close(one.descriptor());
            } else {
                left.add(listener);
            }
        }
    }

    /** None. */
    static PassedSockets none() {
        return new PassedSockets(List.of(), Sockets.NIO);
    }

    /** Whether there is one for a bind. */
    boolean has(BindSettings bind, boolean alone) {
        return left.stream().anyMatch(one -> one.isFor(bind, alone));
    }

    /** One for a bind, which is the bind's from now on; null where there is none. */
    @Nullable
    PassedListener take(BindSettings bind, boolean alone) {
        for (PassedListener one : left) {
            if (one.isFor(bind, alone)) {
                left.remove(one);
                return one;
            }
        }
        return null;
    }

    /** Closes those that nobody wants. */
    void closeRest() {
        left.forEach(PassedListener::close);
        left.clear();
    }
}
