package lb.admin.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.function.Consumer;
import lb.admin.config.LogSample;
import lb.admin.config.LogTarget;
import lb.admin.config.LogTarget.Facility;
import lb.admin.config.LogTarget.Header;
import lb.admin.config.LogTarget.Level;
import lb.ha.NanoClock;
import lb.ha.linux.Descriptor;
import lb.ha.linux.Platform;
import lb.ha.linux.SocketAddresses;
import org.jspecify.annotations.Nullable;

/**
 * One log target with its header in front of each line, its threshold and its figures. One thread.
 * <pre>
 * syslog (RFC 3164, no host name as HAProxy)   &lt;134&gt;Nov 21 01:29:20 lb[1440]: line
 * syslog (RFC 5424 section 6)                  &lt;134&gt;1 2026-11-21T01:29:20.610+00:00 node lb 1440 - - line
 * stdout (as a syslog daemon's file)           Nov 21 01:29:20 node lb[1440]: line
 * </pre>
 */
final class Destination implements AutoCloseable {
    private static final int SEVERITIES = 8;
    private static final boolean[] ALL = {true};

    private final LogTarget target;
    private final Sink sink;
    private final Delivery delivery;
    private final @Nullable Facility facility;
    private final Level threshold;
    private final Header header;
    private final byte[] tag;
    private final Stamp dates;
    private final Stamp zones;
    private final LineBuffer line;

    /** Whether the line of an exchange is sent, place after place. */
    private final boolean[] sample;

    private int place;

    private Destination(
            LogTarget target,
            Sink sink,
            Delivery delivery,
            @Nullable Facility facility,
            Header header,
            String tag,
            ZoneId zone) {
        this.target = target;
        this.sink = sink;
        this.delivery = delivery;
        this.facility = facility;
        this.threshold = target.level();
        this.header = header;
        this.tag = (" " + tag).getBytes(StandardCharsets.UTF_8);
        this.dates = new Stamp(header == Header.RFC5424 ? Stamp.ISO : Stamp.SYSLOG, zone);
        this.zones = new Stamp(Stamp.ZONE, zone);
        this.line = new LineBuffer(target.lines().length());
        LogSample sample = target.lines().sample();
        this.sample = sample == null ? ALL : sample.places();
    }

    /**
     * Opens a target, which need not be there yet.
     *
     * @param node this node's name, for targets that tell it
     * @param notices takes a sentence when lines begin to be lost and when that is over
     * @throws IOException when the target can never work here, naming it and the reason
     */
    static Destination open(LogTarget target, String node, ZoneId zone, Consumer<String> notices) throws IOException {
        return open(target, node, zone, new Delivery(target.place(), notices, NanoClock.SYSTEM));
    }

    /** The same with something that may have counted lines for it before. */
    static Destination open(LogTarget target, String node, ZoneId zone, Delivery delivery) throws IOException {
        int longest = target.lines().length() + 1;
        try {
            return switch (target) {
                case LogTarget.Syslog to ->
                    syslog(to, udp(to.address(), longest, delivery), delivery, to.facility(), to.header(), node, zone);
                case LogTarget.TcpSyslog to -> {
                    Sink sink = new BackgroundSink(new TcpSyslog(to.address()), delivery);
                    yield syslog(to, sink, delivery, to.facility(), to.header(), node, zone);
                }
                case LogTarget.LocalSocket to ->
                    syslog(to, local(to.path(), longest, delivery), delivery, to.facility(), to.header(), node, zone);
                // Not System.out, which would make characters of the bytes and bytes of the characters.
                case LogTarget.Stdout to ->
                    ofStream(
                            new FileOutputStream(FileDescriptor.out),
                            to,
                            node + " " + tag(Header.RFC3164, node),
                            delivery,
                            zone);
            };
        } catch (IOException e) {
            throw new IOException("log target %s: %s".formatted(delivery.target(), e.getMessage()), e);
        }
    }

    private static Destination syslog(
            LogTarget target,
            Sink sink,
            Delivery delivery,
            Facility facility,
            Header header,
            String node,
            ZoneId zone) {
        return new Destination(target, sink, delivery, facility, header, tag(header, node), zone);
    }

    private static String tag(Header header, String node) {
        long process = ProcessHandle.current().pid();
        return switch (header) {
            case RFC3164 -> "lb[" + process + "]: ";
            case RFC5424 -> node + " lb " + process + " - - ";
        };
    }

    /** Lines as a syslog daemon writes them to its file. */
    static Destination ofStream(OutputStream out, LogTarget.Stdout target, String tag, Delivery delivery, ZoneId zone) {
        return new Destination(
                target, new BackgroundSink(new Stdout(out), delivery), delivery, null, Header.RFC3164, tag, zone);
    }

    private static Sink udp(InetSocketAddress address, int longest, Delivery delivery) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("the name " + address.getHostString() + " cannot be resolved");
        }
        if (Platform.refusal() != null) {
            return new UdpSink(address, delivery);
        }
        int family = address.getAddress() instanceof Inet6Address ? Descriptor.AF_INET6 : Descriptor.AF_INET;
        Descriptor socket = Descriptor.socket(family, Descriptor.SOCK_DGRAM, 0);
        return new DatagramSink(socket, SocketAddresses.of(Arena.ofAuto(), address), longest, delivery, null);
    }

    private static Sink local(Path path, int longest, Delivery delivery) throws IOException {
        if (Platform.refusal() != null) {
            throw new IOException("datagram sockets of this kind need Linux; use syslog over UDP or stdout here");
        }
        return LocalSyslog.open(path, longest, delivery);
    }

    /** Any thread. */
    LogTarget target() {
        return target;
    }

    /** What becomes of its lines. Any thread. */
    Delivery delivery() {
        return delivery;
    }

    /** The least severe lines that it wants. Any thread. */
    Level threshold() {
        return threshold;
    }

    /** What became of its lines. Any thread. */
    LogSinks.TargetFigures figures() {
        return delivery.figures();
    }

    /** Whether it wants lines of that level. Any thread. */
    boolean takes(Level level) {
        return level.compareTo(threshold) <= 0;
    }

    /** Writes the line of an exchange, as {@link #write}, unless it is none of those that are wanted. */
    void writeExchange(Level level, long epochMillis, byte[] text, int from, int length) {
        if (!takes(level)) {
            return;
        }
        boolean wanted = sample[place];
        place = (place + 1) % sample.length;
        if (wanted) {
            write(level, epochMillis, text, from, length);
        }
    }

    /** Writes a line, given without header and line feed, if it is severe enough. */
    void write(Level level, long epochMillis, byte[] text, int from, int length) {
        if (!takes(level)) {
            return;
        }
        line.clear();
        if (facility != null) {
            line.add('<').add(facility.code() * SEVERITIES + level.code()).add('>');
        }
        if (header == Header.RFC5424) {
            line.add("1 ");
            dates.addWithMillis(epochMillis, line);
            line.add(zones.at(epochMillis));
        } else {
            line.add(dates.at(epochMillis));
        }
        line.add(tag).add(text, from, length);
        sink.send(line.end());
    }

    /** Called when no more lines are at hand for the moment. */
    void flush() {
        sink.flush();
    }

    @Override
    public void close() {
        sink.close();
    }
}
