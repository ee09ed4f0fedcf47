package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import lb.proxy.balance.Balancer;
import lb.proxy.balance.KeyHash;
import lb.proxy.settings.Balance;
import lb.proxy.settings.HashKey;
import org.jspecify.annotations.Nullable;

/** The key by which a request leads to a server, taken from where it was received. Compiled once; on any thread. */
public final class RequestKey {
    private static final byte[] COOKIE = "cookie".getBytes(ISO_8859_1);

    private final HashKey from;
    private final KeyHash hash;

    /** What is looked for, in small letters where letters mean the same. */
    private final byte[] name;

    private RequestKey(HashKey from, KeyHash hash) {
        this.from = from;
        this.hash = hash;
        name = switch (from) {
            case HashKey.UrlParameter(String parameter) -> parameter.getBytes(ISO_8859_1);
            case HashKey.Header(String field) -> Ascii.lower(field.getBytes(ISO_8859_1));
            case HashKey.Cookie(String cookie) -> cookie.getBytes(ISO_8859_1);
            case HashKey.RdpCookie(String cookie) -> Ascii.lower(cookie.getBytes(ISO_8859_1));
            case HashKey.Source _, HashKey.Uri _ -> new byte[0];
        };
    }

    /** What a backend asks for; null where it asks for none. */
    static @Nullable RequestKey of(Balance balance) {
        return balance instanceof Balance.Hash(HashKey from, var type) ? new RequestKey(from, KeyHash.of(type)) : null;
    }

    /** The key of a request, or {@link Balancer#NO_KEY} where it has none. */
    public long of(Subject subject) {
        return switch (from) {
            case HashKey.Source _ -> ofSource(subject.clientAddress());
            case HashKey.Uri uri -> ofUri(subject, uri);
            case HashKey.UrlParameter _ -> ofParameter(subject);
            case HashKey.Header _ -> ofHeader(subject);
            case HashKey.Cookie _ -> ofCookie(subject);
            case HashKey.RdpCookie _ -> ofRdpCookie(subject);
        };
    }

    /** Whether it is the client's address. */
    boolean isSource() {
        return from instanceof HashKey.Source;
    }

    /** Whether it is in the first message of an RDP client. */
    boolean isRdpCookie() {
        return from instanceof HashKey.RdpCookie;
    }

    /** Over a UNIX socket there is none. */
    private long ofSource(byte[] address) {
        return address.length == 0 ? Balancer.NO_KEY : hash.ofAddress(address);
    }

    private long ofUri(Subject subject, HashKey.Uri uri) {
        ByteBuf in = subject.bytes(Part.TARGET);
        int start = subject.start(Part.TARGET);
        int end = subject.end(Part.TARGET);
        if (uri.pathOnly()) {
            start = pathStart(in, start, end);
        }
        if (uri.length() > 0) {
            end = Math.min(end, start + uri.length());
        }
        int slashes = 0;
        for (int i = start; i < end; i++) {
            byte value = in.getByte(i);
            if (value == '?' && !uri.whole()) {
                return hash.of(in, start, i);
            }
            if (value == '/') {
                slashes++;
                if (uri.depth() > 0 && slashes > uri.depth()) {
                    return hash.of(in, start, i);
                }
            }
        }
        return hash.of(in, start, end);
    }

    private static int pathStart(ByteBuf in, int start, int end) {
        if (start == end || in.getByte(start) == '/') {
            return start;
        }
        int scheme = indexOf(in, start, end, ':');
        return scheme + 3 > end ? end : indexOf(in, scheme + 3, end, '/');
    }

    private long ofParameter(Subject subject) {
        int start = subject.start(Part.QUERY);
        if (start < 0) {
            return Balancer.NO_KEY;
        }
        ByteBuf in = subject.bytes(Part.QUERY);
        int end = subject.end(Part.QUERY);
        while (start <= end) {
            int stop = indexOf(in, start, end, '&');
            int nameEnd = indexOf(in, start, stop, '=');
            if (nameEnd < stop && nameEnd - start == name.length && Ascii.isAt(in, start, name, false)) {
                return hash.of(in, nameEnd + 1, stop);
            }
            start = stop + 1;
        }
        return Balancer.NO_KEY;
    }

    private long ofHeader(Subject subject) {
        ByteBuf in = subject.fieldBytes();
        for (int field = 0; field < subject.fields(); field++) {
            if (Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), name)) {
                int start = subject.valueStart(field);
                return hash.of(in, start, elementEnd(in, start, subject.valueEnd(field)));
            }
        }
        return Balancer.NO_KEY;
    }

    /** The byte after the first element of a list. */
    private static int elementEnd(ByteBuf in, int start, int end) {
        int stop = indexOf(in, start, end, ',');
        while (stop > start && (in.getByte(stop - 1) == ' ' || in.getByte(stop - 1) == '\t')) {
            stop--;
        }
        return stop;
    }

    private long ofCookie(Subject subject) {
        ByteBuf in = subject.fieldBytes();
        for (int field = 0; field < subject.fields(); field++) {
            if (Ascii.isName(in, subject.nameStart(field), subject.nameEnd(field), COOKIE)) {
                long found = CookiePair.find(in, subject.valueStart(field), subject.valueEnd(field), name);
                if (found != CookiePair.NONE) {
                    return hash.of(in, CookiePair.valueStart(found), CookiePair.valueEnd(found));
                }
            }
        }
        return Balancer.NO_KEY;
    }

    /** An empty one is none, as for HAProxy. */
    private long ofRdpCookie(Subject subject) {
        int start = subject.start(Part.RDP_COOKIE);
        if (start < 0) {
            return Balancer.NO_KEY;
        }
        ByteBuf in = subject.bytes(Part.RDP_COOKIE);
        int end = subject.end(Part.RDP_COOKIE);
        int value = RdpCookie.value(in, start, end, name);
        return value < 0 || value == end ? Balancer.NO_KEY : hash.of(in, value, end);
    }

    private static int indexOf(ByteBuf in, int start, int end, char wanted) {
        int index = in.indexOf(start, end, (byte) wanted);
        return index < 0 ? end : index;
    }
}
