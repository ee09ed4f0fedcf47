package lb.admin.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import lb.admin.problem.Words;
import org.jspecify.annotations.Nullable;

/** Reads where log lines go. */
final class LogReader {
    private static final int SYSLOG_PORT = 514;
    private static final String TCP = "tcp@";
    private static final String EXPECTED =
            "a path such as /dev/log, stdout, or the IP address of a syslog server, with tcp@ in front for TCP";
    private static final Pattern WITHOUT_PORT = Pattern.compile("[0-9.]+|\\[[0-9a-fA-F:.]+]");

    private LogReader() {}

    static List<LogTarget> read(Section top) {
        var defaults = top.value(Keys.DEFAULTS);
        var value = defaults == null ? null : defaults.child(DefaultsKeys.LOG.name(), "defaults", "log", false);
        if (value == null) {
            return List.of();
        }
        var targets = new ArrayList<LogTarget>();
        for (var element : value.elements()) {
            var target = element.isObject()
                    ? fromSection(element)
                    : target(
                            element,
                            StatsKeys.LOG_FACILITY.standard().orElseThrow(),
                            StatsKeys.LOG_LEVEL.standard().orElseThrow(),
                            StatsKeys.LOG_HEADER.standard().orElseThrow(),
                            LogTarget.Lines.STANDARD);
            if (target != null && targets.contains(target)) {
                element.wrong("the same target is there already");
            } else if (target != null) {
                targets.add(target);
            }
        }
        return targets;
    }

    private static @Nullable LogTarget fromSection(Value value) {
        var section = Section.of(value, StatsKeys.LOG_TABLE, "defaults", "log.");
        if (section == null) {
            return null;
        }
        var facility = section.orStandard(StatsKeys.LOG_FACILITY);
        var level = section.orStandard(StatsKeys.LOG_LEVEL);
        var header = section.orStandard(StatsKeys.LOG_HEADER);
        var to = section.value(StatsKeys.LOG_TO);
        if (to == null) {
            section.missing(StatsKeys.LOG_TO, EXPECTED);
            return null;
        }
        var lines = new LogTarget.Lines(section.orStandard(StatsKeys.LOG_LENGTH), section.get(StatsKeys.LOG_SAMPLE));
        var target = target(to, facility, level, header, lines);
        if (target instanceof LogTarget.Stdout) {
            section.wrong(StatsKeys.LOG_FACILITY, "only for syslog");
            section.wrong(StatsKeys.LOG_HEADER, "only for syslog");
        }
        if (target instanceof LogTarget.Syslog && lines.length() > LogTarget.Lines.MOST_LENGTH_UDP) {
            section.wrong(
                    StatsKeys.LOG_LENGTH,
                    "expected: 80 to " + LogTarget.Lines.MOST_LENGTH_UDP + " over UDP, as no datagram carries more");
        }
        return target;
    }

    private static @Nullable LogTarget target(
            Value value,
            LogTarget.Facility facility,
            LogTarget.Level level,
            LogTarget.Header header,
            LogTarget.Lines lines) {
        var text = value.scalar().orElse("");
        if (text.equals("stdout")) {
            return new LogTarget.Stdout(level, lines);
        }
        if (text.startsWith("/") && text.length() > 1 && text.indexOf('\0') < 0) {
            return new LogTarget.LocalSocket(Path.of(text), facility, level, header, lines);
        }
        var tcp = text.startsWith(TCP);
        var host = tcp ? text.substring(TCP.length()) : text;
        try {
            var endpoint = Addresses.endpoint(
                    WITHOUT_PORT.matcher(host).matches() ? host + ":" + SYSLOG_PORT : host, "\"192.168.56.1:514\"");
            var literal = Addresses.literal(endpoint.host()).orElseThrow(() -> new ValueException(""));
            var address = new InetSocketAddress(literal, endpoint.port());
            return tcp
                    ? new LogTarget.TcpSyslog(address, facility, level, header, lines)
                    : new LogTarget.Syslog(address, facility, level, header, lines);
        } catch (ValueException e) {
            value.wrong("expected: " + EXPECTED + Words.didYouMean(text, List.of("stdout", "/dev/log")));
            return null;
        }
    }
}
