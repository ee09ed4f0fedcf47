package lb.proxy.listen;

import io.netty.channel.unix.Errors;
import java.util.Locale;

/** Why an address cannot be listened on, as far as a person can do something about it. */
enum BindProblem {
    IN_USE,
    FORBIDDEN,
    NOT_HERE,
    NOT_TRANSPARENT,
    NO_DEVICE,
    OTHER;

    /** Negative errno values of Linux, as Netty's epoll transport gives them. */
    private static final int EACCES = -13;

    private static final int EADDRINUSE = -98;
    private static final int EADDRNOTAVAIL = -99;

    static BindProblem of(Throwable cause) {
        if (cause instanceof Errors.NativeIoException failure) {
            return switch (failure.expectedErr()) {
                case EADDRINUSE -> IN_USE;
                case EACCES -> FORBIDDEN;
                case EADDRNOTAVAIL -> NOT_HERE;
                default -> OTHER;
            };
        }
        // NIO, and socket options everywhere, have only the words of the C library.
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("already in use")) {
            return IN_USE;
        }
        if (words.contains("permission denied")) {
            return FORBIDDEN;
        }
        if (words.contains("operation not permitted")) {
            return NOT_TRANSPARENT;
        }
        if (words.contains("no such device")) {
            return NO_DEVICE;
        }
        return words.contains("cannot assign") || words.contains("can't assign") ? NOT_HERE : OTHER;
    }

    /** The reason and the remedy; {@code holder} says who has the port, or is empty. */
    String sentence(int port, String holder, Throwable cause) {
        return switch (this) {
            case IN_USE ->
                "the address is in use" + (holder.isEmpty() ? "" : " by " + holder)
                        + "; stop what listens there, or choose another port";
            case FORBIDDEN ->
                "not permitted; port " + port + " needs root or the capability CAP_NET_BIND_SERVICE: run as root, give"
                        + " the systemd unit AmbientCapabilities=CAP_NET_BIND_SERVICE, or start with setpriv"
                        + " --inh-caps=+net_bind_service --ambient-caps=+net_bind_service";
            case NOT_HERE ->
                "this machine has no such address, and only the epoll transport of Linux listens on one before it is"
                        + " there";
            case NOT_TRANSPARENT ->
                "not permitted; transparent and interface need root or the capability CAP_NET_ADMIN";
            case NO_DEVICE -> "this machine has no such interface";
            case OTHER -> String.valueOf(cause.getMessage());
        };
    }
}
