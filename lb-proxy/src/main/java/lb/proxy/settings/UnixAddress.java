package lb.proxy.settings;

import java.net.SocketAddress;

/** The address of a UNIX socket: a file, or a name in Linux' abstract namespace. */
public final class UnixAddress extends SocketAddress {
    private static final long serialVersionUID = 1;

    /** Bytes of sun_path (unix(7)). */
    private static final int LENGTH = 108;

    private final String text;
    private final String path;

    private UnixAddress(String text, String path) {
        this.text = text;
        this.path = path;
    }

    /** The socket of that absolute path. */
    public static UnixAddress file(String path) {
        return new UnixAddress(path, path);
    }

    /** An abstract name as HAProxy's {@code abns@} has it: with zeros up to the end of the address. */
    public static UnixAddress padded(String name) {
        return new UnixAddress("abns@" + name, "\0" + name + "\0".repeat(LENGTH - 1 - name.length()));
    }

    /** An abstract name of just its own length, as HAProxy's {@code abnsz@} and most other programs have it. */
    public static UnixAddress tight(String name) {
        return new UnixAddress("abnsz@" + name, "\0" + name);
    }

    /** What stands in the address; begins with a zero byte where it is abstract. */
    public String path() {
        return path;
    }

    /** Whether it is a name, and no file. */
    public boolean isAbstract() {
        return path.charAt(0) == '\0';
    }

    /** Whether it is a name with zeros up to the end of the address. */
    public boolean isPadded() {
        return isAbstract() && path.length() == LENGTH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UnixAddress address && address.path.equals(path);
    }

    @Override
    public int hashCode() {
        return path.hashCode();
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        return text;
    }
}
