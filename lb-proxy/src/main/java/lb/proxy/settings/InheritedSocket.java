package lb.proxy.settings;

import java.net.SocketAddress;

/** A socket that listens already, whose descriptor this process has got from the one that started it. */
public final class InheritedSocket extends SocketAddress {
    private static final long serialVersionUID = 1;

    private final int descriptor;

    /** @param descriptor 3 or more */
    public InheritedSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    public int descriptor() {
        return descriptor;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof InheritedSocket socket && socket.descriptor == descriptor;
    }

    @Override
    public int hashCode() {
        return descriptor;
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return "fd@" + descriptor;
    }
}
