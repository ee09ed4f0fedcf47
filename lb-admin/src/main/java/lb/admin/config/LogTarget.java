package lb.admin.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where log lines go. */
public sealed interface LogTarget {
    /** Which lines it gets, beside their level. */
    Lines lines();

    /** Lines less severe than that are left out. */
    Level level();

    /** Where it is, as people know it. */
    default String place() {
        return switch (this) {
            case Syslog to -> text(to.address());
            case TcpSyslog to -> "tcp@" + text(to.address());
            case LocalSocket to -> to.path().toString();
            case Stdout _ -> "stdout";
        };
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /**
     * How long lines are, and which of those of exchanges are sent.
     *
     * @param length the most of a line, header included, in bytes, {@link #LEAST_LENGTH} to {@link #MOST_LENGTH}, over UDP
     *     {@link #MOST_LENGTH_UDP}; what is longer is cut
     * @param sample null for all
     */
    record Lines(int length, @Nullable LogSample sample) {
        /** HAProxy's. */
        public static final int LEAST_LENGTH = 80;

        /** HAProxy's standard, and the limit of RFC 3164 section 4.1. */
        public static final int STANDARD_LENGTH = 1024;

        /** HAProxy's. */
        public static final int MOST_LENGTH = 65_535;

        /** What one datagram of UDP carries over IPv4: 65,535 bytes without the headers of IP and UDP. */
        public static final int MOST_LENGTH_UDP = 65_507;

        /** All, as long as is usual. */
        public static final Lines STANDARD = new Lines(STANDARD_LENGTH, null);
    }

    /** Syslog over UDP (RFC 5426), one datagram a line; lines less severe than {@code level} are left out. */
    record Syslog(InetSocketAddress address, Facility facility, Level level, Header header, Lines lines)
            implements LogTarget {
        /** With HAProxy's header. */
        public Syslog(InetSocketAddress address, Facility facility, Level level) {
            this(address, facility, level, Header.RFC3164, Lines.STANDARD);
        }
    }

    /** Syslog over TCP, the length in front of each line (RFC 6587 section 3.4.1); otherwise as {@link Syslog}. */
    record TcpSyslog(InetSocketAddress address, Facility facility, Level level, Header header, Lines lines)
            implements LogTarget {
        /** With all lines. */
        public TcpSyslog(InetSocketAddress address, Facility facility, Level level, Header header) {
            this(address, facility, level, header, Lines.STANDARD);
        }
    }

    /** A syslog daemon's datagram socket on this machine, such as {@code /dev/log}; otherwise as {@link Syslog}. */
    record LocalSocket(Path path, Facility facility, Level level, Header header, Lines lines) implements LogTarget {
        /** With HAProxy's header. */
        public LocalSocket(Path path, Facility facility, Level level) {
            this(path, facility, level, Header.RFC3164, Lines.STANDARD);
        }
    }

    /** Standard output, one line each; lines less severe than {@code level} are left out. */
    record Stdout(Level level, Lines lines) implements LogTarget {}

    /** What stands in front of a line. */
    enum Header {
        /** Priority, time and program; no host name, as HAProxy. */
        RFC3164,
        /** Priority, version, time with its zone, host name, program, process. */
        RFC5424
    }

    /** Syslog facilities in the order of their numbers (RFC 3164 section 4.1.1), by HAProxy's names. */
    enum Facility {
        KERN,
        USER,
        MAIL,
        DAEMON,
        AUTH,
        SYSLOG,
        LPR,
        NEWS,
        UUCP,
        CRON,
        AUTH2,
        FTP,
        NTP,
        AUDIT,
        ALERT,
        CRON2,
        LOCAL0,
        LOCAL1,
        LOCAL2,
        LOCAL3,
        LOCAL4,
        LOCAL5,
        LOCAL6,
        LOCAL7;

        /** 0 to 23. */
        public int code() {
            return ordinal();
        }

        /** As it is written in the file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Syslog severities, the most severe first, in the order of their numbers (RFC 3164 section 4.1.1). */
    enum Level {
        EMERG,
        ALERT,
        CRIT,
        ERR,
        WARNING,
        NOTICE,
        INFO,
        DEBUG;

        /** 0 to 7. */
        public int code() {
            return ordinal();
        }

        /** As it is written in the file. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
