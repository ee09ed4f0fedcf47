package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import lb.proxy.upstream.Backend;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/**
 * The server that an RDP cookie names: a client that a session broker sends on to a server tells it so (MS-RDPBCGR
 * section 3.2.5.3.1).
 *
 * <pre>
 *  msts = address . port . 0000      address and port in the order of the network, read as numbers of a little-endian machine
 *         3640205228.15629.0000      172.31.249.216, 3389
 * </pre>
 *
 * Immutable; on any thread.
 */
public final class RdpServer {
    private static final long MOST_ADDRESS = 0xFFFF_FFFFL;
    private static final long MOST_PORT = 0xFFFF;

    private final byte[] name;
    private final Backend backend;

    private RdpServer(String name, Backend backend) {
        this.name = name.toLowerCase(Locale.ROOT).getBytes(ISO_8859_1);
        this.backend = backend;
    }

    /** That of a backend; null where its clients do not come back so. */
    static @Nullable RdpServer of(Backend backend) {
        String name = backend.settings().balancing().persisting().rdpCookie();
        return name == null ? null : new RdpServer(name, backend);
    }

    /** The server whose address and port the cookie of a connection has; null for none. */
    public @Nullable Server of(Subject opening) {
        int start = opening.start(Part.RDP_COOKIE);
        if (start < 0) {
            return null;
        }
        ByteBuf in = opening.bytes(Part.RDP_COOKIE);
        int end = opening.end(Part.RDP_COOKIE);
        InetSocketAddress wanted = address(in, RdpCookie.value(in, start, end, name), end);
        if (wanted == null) {
            return null;
        }
        for (Server server : backend.servers()) {
            if (wanted.equals(server.address())) {
                return server;
            }
        }
        return null;
    }

    /** What the value of a cookie stands for; null for nothing. */
    static @Nullable InetSocketAddress address(ByteBuf in, int start, int end) {
        int dot = start < 0 ? -1 : in.indexOf(start, end, (byte) '.');
        int last = dot < 0 ? -1 : in.indexOf(dot + 1, end, (byte) '.');
        if (last < 0) {
            return null;
        }
        long address = number(in, start, dot, MOST_ADDRESS);
        long port = number(in, dot + 1, last, MOST_PORT);
        if (address < 0 || port < 0) {
            return null;
        }
        byte[] reversed = {(byte) address, (byte) (address >> 8), (byte) (address >> 16), (byte) (address >> 24)};
        try {
            InetAddress host = Inet4Address.getByAddress(reversed);
            return new InetSocketAddress(host, Short.toUnsignedInt(Short.reverseBytes((short) port)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    /** A decimal number; -1 for none, or one that is too great. */
    private static long number(ByteBuf in, int start, int end, long most) {
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = in.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
            if (number > most) {
                return -1;
            }
        }
        return start == end ? -1 : number;
    }
}
