package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;

/** Addresses in fields, as HAProxy 2.6 reads them: IPv4, with a port or without, and IPv6 without brackets, port or zone. */
final class AddressText {
    private static final int LONGEST = 45;
    private static final int MOST_PORT = 65_535;

    private AddressText() {}

    /** The 4 or 16 bytes of the address in a range; null where it is none. It allocates, as there are several ways to write one of IPv6. */
    static byte @Nullable [] read(ByteBuf in, int start, int end) {
        if (end - start > LONGEST) {
            return null;
        }
        byte[] address = new byte[4];
        int at = start;
        for (int i = 0; i < address.length; i++) {
            int stop = digitsEnd(in, at, end);
            int number = number(in, at, stop);
            boolean bounded = stop < end && in.getByte(stop) == (i < 3 ? '.' : ':');
            if (number < 0 || number > 255 || !(bounded || (i == 3 && stop == end))) {
                return ofVersion6(in, start, end);
            }
            address[i] = (byte) number;
            at = stop + 1;
        }
        if (at > end) {
            return address;
        }
        int port = digitsEnd(in, at, end) == end ? number(in, at, end) : -1;
        return port < 0 || port > MOST_PORT ? null : address;
    }

    private static int digitsEnd(ByteBuf in, int start, int end) {
        int at = start;
        while (at < end && in.getByte(at) >= '0' && in.getByte(at) <= '9') {
            at++;
        }
        return at;
    }

    /** Of digits; -1 where there are none. Beyond that of the highest port it is that and more. */
    private static int number(ByteBuf in, int start, int end) {
        int number = start == end ? -1 : 0;
        for (int at = start; at < end && number <= MOST_PORT; at++) {
            number = 10 * number + in.getByte(at) - '0';
        }
        return number;
    }

    private static byte @Nullable [] ofVersion6(ByteBuf in, int start, int end) {
        for (int at = start; at < end; at++) {
            byte value = in.getByte(at);
            // What Netty takes beyond an address.
            if (value == '[' || value == '%') {
                return null;
            }
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(in.toString(start, end - start, ISO_8859_1));
        return address != null && address.length == 16 ? address : null;
    }
}
