package lb.ha.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is a route to just that network, in the tables as the kernel prints them for people (proc(5)): for IPv4 its
 * main table.
 *
 * <pre>
 *  /proc/net/route        Iface Destination Gateway Flags RefCnt Use Metric Mask …      addresses as numbers of this machine
 *  /proc/net/ipv6_route   Destination Length Source Length Gateway Metric RefCnt Use Flags Iface    addresses byte by byte
 * </pre>
 */
final class RouteLook implements Look {
    private static final int RTF_UP = 0x1;
    private static final int RTF_REJECT = 0x200;

    private final InetAddress network;
    private final int prefix;
    private final Path table;

    RouteLook(InetAddress network, int prefix) {
        // Of the thread, not of the process: in tests they differ in their network.
        this(
                network,
                prefix,
                Path.of(
                        network instanceof Inet4Address
                                ? "/proc/thread-self/net/route"
                                : "/proc/thread-self/net/ipv6_route"));
    }

    RouteLook(InetAddress network, int prefix, Path table) {
        this.network = network;
        this.prefix = prefix;
        this.table = table;
    }

    @Override
    public int see() throws IOException {
        // Line by line: a router may have a million of them.
        try (Stream<String> lines = Files.lines(table, StandardCharsets.ISO_8859_1)) {
            return isThere(lines) ? 0 : 1;
        } catch (IOException | UncheckedIOException e) {
            throw new IOException("cannot read the routes: " + e, e);
        }
    }

    /** Whether lines of the table name the route, and not to refuse what takes it. */
    boolean isThere(Stream<String> lines) {
        return lines.anyMatch(line -> network instanceof Inet4Address ? isIpv4(line) : isIpv6(line));
    }

    private boolean isIpv4(String line) {
        String[] words = line.trim().split("\\s+", -1);
        return words.length >= 8
                && leads(words[3])
                && network.equals(address(words[1]))
                && prefix == Integer.bitCount((int) number(words[7]));
    }

    private boolean isIpv6(String line) {
        String[] words = line.trim().split("\\s+", -1);
        return words.length >= 10
                && leads(words[8])
                && prefix == number(words[1])
                && number(words[3]) == 0
                && network.equals(address(words[0]));
    }

    private static boolean leads(String flags) {
        long set = number(flags);
        return set >= 0 && (set & RTF_UP) != 0 && (set & RTF_REJECT) == 0;
    }

    /** -1 for what is none. */
    private static long number(String hexadecimal) {
        try {
            return HexFormat.fromHexDigitsToLong(hexadecimal);
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    private static @Nullable InetAddress address(String hexadecimal) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hexadecimal);
            if (bytes.length == 4 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
                for (int i = 0; i < 2; i++) {
                    byte low = bytes[i];
                    bytes[i] = bytes[3 - i];
                    bytes[3 - i] = low;
                }
            }
            return bytes.length == 4 || bytes.length == 16 ? InetAddress.getByAddress(bytes) : null;
        } catch (IllegalArgumentException | UnknownHostException e) {
            return null;
        }
    }
}
