package lb.proxy.udp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.loop.PassedDatagramSocket;
import lb.proxy.loop.PassedListener;
import lb.proxy.loop.Sockets;
import lb.proxy.settings.PassedSocket;
import org.jspecify.annotations.Nullable;

/** The sockets of mode udp that an older process has passed to this one, until each has found its address or is closed. One thread. */
public final class PassedDatagrams {
    private final List<PassedDatagramSocket> left = new ArrayList<>();
    private final List<PassedSocket> others = new ArrayList<>();

    private PassedDatagrams() {}

    /**
     * Those among what was passed.
     *
     * @param sockets how this process drives its own: one that cannot take them closes them
     */
    public static PassedDatagrams of(List<PassedSocket> passed, Sockets sockets) {
        PassedDatagrams all = new PassedDatagrams();
        for (PassedSocket one : passed) {
            PassedDatagramSocket socket = PassedDatagramSocket.of(one);
            if (socket == null) {
                all.others.add(one);
            } else if (sockets == Sockets.EPOLL) {
                all.left.add(socket);
            } else {
                PassedListener.close(one.descriptor());
            }
        }
        return all;
    }

    /** None. */
    static PassedDatagrams none() {
        return new PassedDatagrams();
    }

    /** What else was passed. */
    public List<PassedSocket> others() {
        return List.copyOf(others);
    }

    /** The descriptor of one for an address, which is the address's from now on; null where there is none, or no more. */
    @Nullable
    Integer take(InetSocketAddress address) {
        for (PassedDatagramSocket one : left) {
            if (one.address().equals(address)) {
                left.remove(one);
                return one.descriptor();
            }
        }
        return null;
    }

    /** Closes those that nobody wants. */
    void closeRest() {
        left.forEach(one -> PassedListener.close(one.descriptor()));
        left.clear();
    }
}
