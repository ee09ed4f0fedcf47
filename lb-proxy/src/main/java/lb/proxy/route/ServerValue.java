package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import lb.proxy.upstream.Server;
import org.jspecify.annotations.Nullable;

/** What a cookie is on one server. Any thread. */
sealed interface ServerValue {
    /** That of this moment; not to be written to. */
    byte[] now();

    /** One that was said. */
    final class Said implements ServerValue {
        private final byte[] value;

        Said(String value) {
            this.value = value.getBytes(ISO_8859_1);
        }

        @Override
        public byte[] now() {
            return value;
        }
    }

    /**
     * One that follows the server's address: the hash of a key, that address and the port, as HAProxy makes it, so that it
     * is the same on every node and in front of both.
     *
     * <pre>
     *   16 hexadecimal digits of XXH64:   | key | address, 4 or 16 bytes | port, 4 bytes |
     * </pre>
     *
     * While a name has no address it is that of the last one.
     */
    final class Dynamic implements ServerValue {
        /** Of the value, in bytes. */
        static final int LENGTH = 16;

        @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
        private record Known(SocketAddress address, byte[] value) {}

        private final byte[] key;
        private final Server server;
        private volatile @Nullable Known known;

        Dynamic(String key, Server server) {
            this.key = key.getBytes(ISO_8859_1);
            this.server = server;
        }

        @Override
        public byte[] now() {
            SocketAddress address = server.address();
            Known last = known;
            if (last != null && (address == null || last.address().equals(address))) {
                return last.value();
            }
            SocketAddress of = address == null ? server.settings().address() : address;
            byte[] value = HexFormat.of().toHexDigits(XxHash64.of(hashed(of))).getBytes(ISO_8859_1);
            known = new Known(of, value);
            return value;
        }

        private byte[] hashed(SocketAddress of) {
            if (of instanceof InetSocketAddress network && network.getAddress() != null) {
                byte[] address = network.getAddress().getAddress();
                return ByteBuffer.allocate(key.length + address.length + Integer.BYTES)
                        .put(key)
                        .put(address)
                        .putInt(network.getPort())
                        .array();
            }
            byte[] name = of.toString().getBytes(ISO_8859_1);
            return ByteBuffer.allocate(key.length + name.length)
                    .put(key)
                    .put(name)
                    .array();
        }
    }
}
