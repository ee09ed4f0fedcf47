package lb.proxy.health;

import io.netty.channel.ChannelException;
import java.net.BindException;
import java.util.List;

/** What a failed socket says, in the system's words and without the addresses that Java and Netty add. */
final class SocketFailure {
    private static final String NO_ADDRESS = "Cannot assign requested address";
    private static final String RESET = "Connection reset by peer";
    private static final String RESET_IN_JAVA = "Connection reset";

    private static final List<String> KNOWN = List.of(
            "Connection refused",
            RESET,
            "Connection timed out",
            "No route to host",
            "Network is unreachable",
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
