package lb.admin.config;

import java.time.Duration;
import lb.proxy.settings.KeepAlive;
import lb.proxy.settings.Mode;
import lb.proxy.settings.TcpOptions;
import org.jspecify.annotations.Nullable;

/** Reads what is asked of the kernel for TCP connections. */
final class TcpReader {
    /** TCP_MIN_MSS of Linux. */
    private static final int LEAST_SEGMENT = 88;

    private TcpReader() {}

    /** @param base what stands where the section says nothing */
    static TcpOptions read(Section section, TcpOptions base) {
        var segment = section.get(TcpKeys.MAX_SEGMENT_SIZE, base.maxSegmentSize());
        if (segment > 0 && segment < LEAST_SEGMENT) {
            section.wrong(TcpKeys.MAX_SEGMENT_SIZE, "expected: 88 to 32767, or 0");
        }
        return new TcpOptions(
                section.has(TcpKeys.KEEP_ALIVE) ? keepAlive(section) : base.keepAlive(),
                section.get(TcpKeys.USER_TIMEOUT, base.userTimeout()),
                segment,
                section.has(TcpKeys.INTERFACE) ? section.get(TcpKeys.INTERFACE) : base.device());
    }

    /** Whether what is sent first may come with the SYN; what is not HTTP may never be sent twice. */
    static boolean fastOpen(Section section, Mode mode, boolean base) {
        if (mode != Mode.HTTP) {
            section.wrong(TcpKeys.FAST_OPEN, "only with mode = http, where some requests may be sent twice");
            return false;
        }
        return section.get(TcpKeys.FAST_OPEN, base);
    }

    private static @Nullable KeepAlive keepAlive(Section section) {
        var value = section.value(TcpKeys.KEEP_ALIVE);
        if (value == null) {
            return null;
        }
        if (value.scalar().isPresent()) {
            var flag = value.parsed(new Form.Flag());
            return flag != null && flag ? KeepAlive.OF_THE_KERNEL : null;
        }
        var times = section.section(TcpKeys.KEEP_ALIVE, TcpKeys.KEEP_ALIVE_TABLE);
        return times == null
                ? null
                : new KeepAlive(
                        wholeSeconds(times, TcpKeys.IDLE),
                        wholeSeconds(times, TcpKeys.INTERVAL),
                        times.orStandard(TcpKeys.COUNT));
    }

    private static Duration wholeSeconds(Section section, Key<Duration> key) {
        var time = section.orStandard(key);
        if (!time.equals(Duration.ofSeconds(time.toSeconds()))) {
            section.wrong(key, "expected: whole seconds");
        }
        return time;
    }
}
