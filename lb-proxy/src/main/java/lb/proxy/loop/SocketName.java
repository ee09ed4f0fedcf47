package lb.proxy.loop;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import lb.proxy.linux.SocketCalls;
import lb.proxy.settings.UnixAddress;
import org.jspecify.annotations.Nullable;

/**
 * The address that the kernel knows a socket by (getsockname(2)), whoever has bound it.
 *
 * <pre>
 *   sockaddr_in   0 family | 2 port | 4 address
 *   sockaddr_in6  0 family | 2 port | 4 flow | 8 address | 24 scope
 *   sockaddr_un   0 family | 2 path, or a zero and an abstract name: as long as the kernel says
 * </pre>
 */
final class SocketName {
    private static final int ROOM = 128;
    private static final int ADDRESS_4 = 4;
    private static final int ADDRESS_6 = 8;
    private static final int SCOPE = 24;

    private SocketName() {}

    /** An {@link InetSocketAddress} or a {@link UnixAddress}; null for a socket of another kind, or without a name. */
    static @Nullable SocketAddress of(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ROOM, Long.BYTES);
            MemorySegment length = arena.allocate(JAVA_INT);
            length.set(JAVA_INT, 0, ROOM);
            int result = new SocketCalls().getsockname(descriptor, address.address(), length.address());
            return result < 0 ? null : of(address, Math.min(length.get(JAVA_INT, 0), ROOM));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable SocketAddress of(MemorySegment address, int length) throws UnknownHostException {
        return switch (address.get(JAVA_SHORT, 0)) {
            case SocketCalls.AF_INET ->
                new InetSocketAddress(InetAddress.getByAddress(bytes(address, ADDRESS_4, 4)), port(address));
            case SocketCalls.AF_INET6 -> new InetSocketAddress(six(address), port(address));
            case SocketCalls.AF_UNIX -> length <= Short.BYTES ? null : unix(bytes(address, 2, length - 2));
            default -> null;
        };
    }

    private static InetAddress six(MemorySegment address) throws UnknownHostException {
        byte[] bytes = bytes(address, ADDRESS_6, 16);
        int scope = address.get(JAVA_INT, SCOPE);
        return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
    }

    private static UnixAddress unix(byte[] path) {
        String text = new String(path, UTF_8);
        if (text.charAt(0) != 0) {
            int end = text.indexOf(0);
            return UnixAddress.file(end < 0 ? text : text.substring(0, end));
        }
        int end = text.indexOf(0, 1);
        return end < 0 ? UnixAddress.tight(text.substring(1)) : UnixAddress.padded(text.substring(1, end));
    }

    private static int port(MemorySegment address) {
        return Short.toUnsignedInt(Short.reverseBytes(address.get(JAVA_SHORT, 2)));
    }

    private static byte[] bytes(MemorySegment address, int at, int count) {
        byte[] bytes = new byte[count];
        MemorySegment.copy(address, JAVA_BYTE, at, bytes, 0, count);
        return bytes;
    }
}
