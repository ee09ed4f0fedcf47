package lb.ha.linux;

/** The kernel's error numbers (asm-generic/errno.h) that lb-ha tells apart, and all of them in words. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int EBADMSG = 74;
    public static final int EPROTONOSUPPORT = 93;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETDOWN = 100;
    public static final int ENETUNREACH = 101;
    public static final int ENOBUFS = 105;
    public static final int EHOSTUNREACH = 113;

    private Errno() {}

    /** The C library's text for a number, with the remedy where a capability is what is missing. */
    public static String words(int errno) {
        return errno == EPERM || errno == EACCES ? text(errno) + "; " + Capability.remedy() : text(errno);
    }

    /** The C library's text for a number, such as {@code Connection refused}. */
    public static String text(int errno) {
        return Libc.strerror(errno);
    }
}
