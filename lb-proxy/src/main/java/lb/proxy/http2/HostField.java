package lb.proxy.http2;

import static lb.proxy.http2.KnownField.AUTHORITY;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Host of the head that a request becomes: {@code :authority}, or where there is none the Host that came. Both may be there if
 * they are the same (RFC 9113 section 8.3.1).
 */
final class HostField {
    private final Octets value = new Octets(128);
    private boolean came;
    private byte[] octets = {};
    private int start;
    private int end;

    void clear() {
        value.clear();
        came = false;
    }

    /** A field of that name. */
    @Nullable
    Violation add(byte[] from, int valueFrom, int valueTo) {
        if (came) {
            return Violation.HOST_REPEATED;
        }
        came = true;
        value.write(from, valueFrom, valueTo);
        return null;
    }

    /**
     * All pseudo-headers and fields have come; tells what is wrong, or null.
     *
     * @param port the scheme's own, which may be left out; negative for none
     */
    @Nullable
    Violation judge(PseudoHeaders pseudo, int port) {
        boolean authority = pseudo.has(AUTHORITY);
        if (!authority && !came) {
            return Violation.AUTHORITY_MISSING;
        }
        octets = authority ? pseudo.octets() : value.array();
        start = authority ? pseudo.start(AUTHORITY) : 0;
        end = authority ? pseudo.end(AUTHORITY) : value.length();
        if (!FieldSyntax.isAuthority(octets, start, end)) {
            return Violation.AUTHORITY_SYNTAX;
        }
        return !came || !authority || isSame(port) ? null : Violation.HOST_AGAINST_AUTHORITY;
    }

    private boolean isSame(int port) {
        byte[] host = value.array();
        int hostEnd = withoutPort(host, 0, value.length(), port);
        int authorityEnd = withoutPort(octets, start, end, port);
        if (hostEnd != authorityEnd - start) {
            return false;
        }
        for (int i = 0; i < hostEnd; i++) {
            if (FieldSyntax.lower(host[i]) != FieldSyntax.lower(octets[start + i])) {
                return false;
            }
        }
        return true;
    }

    private static int withoutPort(byte[] in, int from, int to, int port) {
        int rest = port;
        int at = to;
        while (rest > 0 && at > from && in[at - 1] == '0' + rest % 10) {
            rest /= 10;
            at--;
        }
        return rest == 0 && at > from + 1 && in[at - 1] == ':' ? at - 1 : to;
    }

    /** Bytes of it. */
    int length() {
        return end - start;
    }

    void write(ByteBuf out) {
        out.writeBytes(octets, start, end - start);
    }
}
