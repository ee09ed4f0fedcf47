package lb.proxy.linux;

/** Error numbers of Linux (errno(3)) that sockets give, and their words. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EMSGSIZE = 90;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;

    private static final int[] NETWORK = {
        EPERM, EACCES, EINVAL, EMSGSIZE, EADDRNOTAVAIL, ENETUNREACH, ENOBUFS, ECONNREFUSED, EHOSTUNREACH
    };

    private Errno() {}

    /** The number behind words of the JDK, {@link #EIO} for those not known here. */
    public static int of(String words) {
        for (int error : NETWORK) {
            if (words.contains(words(error))) {
                return error;
            }
        }
        return EIO;
    }

    /** Whether this machine has no room for the datagram just now, which says nothing of where it goes. */
    public static boolean isShortage(int error) {
        return error == EAGAIN || error == ENOBUFS || error == ENOMEM;
    }

    /** The C library's words. */
    public static String words(int error) {
        return switch (error) {
            case EPERM -> "Operation not permitted";
            case ENOENT -> "No such file or directory";
            case EIO -> "Input/output error";
            case EAGAIN -> "Resource temporarily unavailable";
            case ENOMEM -> "Cannot allocate memory";
            case EACCES -> "Permission denied";
            case EINVAL -> "Invalid argument";
            case ENFILE -> "Too many open files in system";
            case EMFILE -> "Too many open files";
            case EMSGSIZE -> "Message too long";
            case EADDRINUSE -> "Address already in use";
            case EADDRNOTAVAIL -> "Cannot assign requested address";
            case ENETUNREACH -> "Network is unreachable";
            case ENOBUFS -> "No buffer space available";
            case ECONNREFUSED -> "Connection refused";
            case EHOSTUNREACH -> "No route to host";
            default -> "error " + error;
        };
    }
}
