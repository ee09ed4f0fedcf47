package lb.proxy.health;

import io.netty.channel.ChannelException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.List;

/** What a failed socket says, in the system's words and without the addresses that Java and Netty add. */
final class SocketFailure {
    private static final String NO_ADDRESS = "Cannot assign requested address";
    /** Netty's native transports give this one, and only this one, an exception without words. */
    private static final String NO_NETWORK = "Network is unreachable";

    private static final String RESET = "Connection reset by peer";
    private static final String RESET_IN_JAVA = "Connection reset";

    private static final List<String> KNOWN = List.of(
            "Connection refused",
            RESET,
            "Connection timed out",
            "No route to host",
            NO_NETWORK,
            "Host is down",
            "Broken pipe",
            "Permission denied",
            "Operation not permitted",
            "Too many open files",
            NO_ADDRESS);

    private SocketFailure() {}

    /** The system's words for it; where there are none that we know, the name of the exception. */
    static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            for (String known : KNOWN) {
                if (message.contains(known)) {
                    return known;
                }
            }
            if (message.equals(RESET_IN_JAVA)) {
                return RESET;
            }
            if (cause instanceof NoRouteToHostException) {
                return NO_NETWORK;
            }
        }
        return failure.getClass().getSimpleName();
    }

    /** Whether a connection failed before anything was sent: no socket, no such source address. */
    static boolean isLocal(Throwable cause) {
        return cause instanceof BindException
                || cause instanceof ChannelException
                || words(cause).equals(NO_ADDRESS);
    }
}
