package lb.proxy.check;

import io.netty.channel.ChannelException;
import java.io.FileNotFoundException;
import java.net.BindException;
import java.net.NoRouteToHostException;
import java.util.List;

/** What a failed socket says, in the system's words and without the addresses that Java and Netty add. */
final class SocketFailure {
    private static final String NO_ADDRESS = "Cannot assign requested address";

    // To these two, and only these, Netty's native transports give an exception without words.
    private static final String NO_NETWORK = "Network is unreachable";
    private static final String NO_FILE = "No such file or directory";

    /** Of a UNIX socket to connect to: too many wait there to be accepted. */
    private static final String AGAIN = "Resource temporarily unavailable";

    private static final String RESET = "Connection reset by peer";
    private static final String RESET_IN_JAVA = "Connection reset";

    /** EMFILE and ENFILE, ENOMEM, ENOBUFS, and EADDRINUSE or EAGAIN: of a socket that asks for any port, that none is left. */
    private static final List<String> SHORTAGES = List.of(
            "Too many open files",
            "Cannot allocate memory",
            "No buffer space available",
            "Address already in use",
            AGAIN);

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
            NO_FILE,
            "Not a directory",
            "Protocol wrong type for socket",
            NO_ADDRESS);

    private SocketFailure() {}

    /** The system's words for it; where there are none that we know, the name of the exception. */
    static String words(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            for (List<String> words : List.of(KNOWN, SHORTAGES)) {
                for (String known : words) {
                    if (message.contains(known)) {
                        return known;
                    }
                }
            }
            if (message.equals(RESET_IN_JAVA)) {
                return RESET;
            }
            if (cause instanceof NoRouteToHostException) {
                return NO_NETWORK;
            }
            if (cause instanceof FileNotFoundException) {
                return NO_FILE;
            }
        }
        return failure.getClass().getSimpleName();
    }

    /**
     * Whether this machine had nothing left to make the connection with: no descriptor, memory or port.
     *
     * @param sourced whether the socket was bound to an address: then "cannot assign" is about that, not about ports
     */
    static boolean isShortage(Throwable cause, boolean sourced) {
        String words = words(cause);
        return cause instanceof OutOfMemoryError || SHORTAGES.contains(words) || (!sourced && words.equals(NO_ADDRESS));
    }

    /** Whether a UNIX socket has no room for one more that waits to be accepted. */
    static boolean isFullBacklog(Throwable cause) {
        return words(cause).equals(AGAIN);
    }

    /** Whether a connection failed before anything was sent: no socket, no such source address. */
    static boolean isLocal(Throwable cause) {
        return cause instanceof BindException
                || cause instanceof ChannelException
                || words(cause).equals(NO_ADDRESS);
    }
}
