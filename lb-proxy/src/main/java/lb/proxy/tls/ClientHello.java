package lb.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first message of a TLS connection (RFC 8446 section 4.1.2), read without taking part in TLS: the server name (RFC 6066
 * section 3), the protocols of the application (RFC 7301), the versions, and which signatures the client takes.
 *
 * <pre>
 *  record     22 | 3 | x | length 2 |            one or more, each up to 16 KiB
 *  handshake    1 | length 3 |
 *  hello          version 2 | random 32 | session id 1+n | cipher suites 2+n | compressions 1+n | extensions 2+n
 *  extension        0 (server_name) 2 | length 2 |
 *  server name        list length 2 | 0 (host_name) 1 | length 2 | the name
 *  others             16 (application_layer_protocol_negotiation), 43 (supported_versions), 13 (signature_algorithms)
 * </pre>
 *
 * A message in one record, which is nearly every one, is read in place; one in several is joined first. What is asked of it
 * is asked while the bytes given to {@link #read} are there. One instance for each connection, on its event loop.
 */
public final class ClientHello {
    /** A longer message is not waited for: no honest client sends one. */
    public static final int MAX_BYTES = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int RECORD_HANDSHAKE = 22;
    private static final int MAX_RECORD = 1 << 14;
    private static final int MESSAGE_HEADER = 4;
    private static final int MESSAGE_CLIENT_HELLO = 1;
    private static final int EXTENSION_SERVER_NAME = 0;
    private static final int EXTENSION_SIGNATURE_ALGORITHMS = 13;
    private static final int EXTENSION_PROTOCOLS = 16;
    private static final int EXTENSION_SUPPORTED_VERSIONS = 43;
    private static final int HOST_NAME = 0;
    private static final int VERSION_13 = 0x0304;
    private static final int ECDSA_P256 = 0x0403;
    private static final int ECDSA_P384 = 0x0503;
    private static final int ECDSA_P521 = 0x0603;
    private static final int ECDSA_SHA1 = 0x0203;

    /** What the bytes so far are. */
    public enum Outcome {
        /** More of them are needed. */
        INCOMPLETE,
        /** A client's hello that asks for a server name. */
        NAMED,
        /** A client's hello without a server name. */
        UNNAMED,
        /** No client's hello, or a broken one. */
        OTHER
    }

    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
    private int at;
    private int end;
    private int nameStart = -1;
    private int nameEnd = -1;
    private boolean whole;
    private final Field suites = new Field();
    private final Field signatures = new Field();
    private final Field protocols = new Field();
    private final Field versions = new Field();

    /** Where a part of the message lies; empty where it has none. */
    private static final class Field {
        private int start;
        private int end;

        private void clear() {
            start = 0;
            end = 0;
        }

        private boolean isAbsent() {
            return start == end;
        }
    }

    /** Reads what has come of a connection from its first byte on; its indexes stay. */
    public Outcome read(ByteBuf in) {
        Outcome outcome = find(in);
        whole = outcome == Outcome.NAMED || outcome == Outcome.UNNAMED;
        return outcome;
    }

    private Outcome find(ByteBuf in) {
        nameStart = -1;
        suites.clear();
        signatures.clear();
        protocols.clear();
        versions.clear();
        int start = in.readerIndex();
        int available = in.readableBytes();
        if (available >= RECORD_HEADER + MESSAGE_HEADER && in.getByte(start + RECORD_HEADER) == MESSAGE_CLIENT_HELLO) {
            int message = MESSAGE_HEADER + in.getUnsignedMedium(start + RECORD_HEADER + 1);
            int record = in.getUnsignedShort(start + 3);
            if (isHandshake(in, start) && message <= record && record <= MAX_RECORD) {
                if (available < RECORD_HEADER + message) {
                    return Outcome.INCOMPLETE;
                }
                bytes = in;
                return readMessage(start + RECORD_HEADER, message);
            }
        }
        return readRecords(in, start, available);
    }

    /** Whether a client's hello has been read, with a name or without. */
    public boolean isWhole() {
        return whole;
    }

    /** Where the name lies; only after {@link Outcome#NAMED}. */
    public ByteBuf bytes() {
        return bytes;
    }

    /** The first byte of the name, by the buffer's own index; -1 where there is none. */
    public int nameStart() {
        return nameStart;
    }

    /** The byte after the last of the name. */
    public int nameEnd() {
        return nameEnd;
    }

    /** The name that is asked for, byte by byte as the client has written it, whatever that is; null for none. */
    public @Nullable String serverName() {
        return nameStart < 0 ? null : bytes.toString(nameStart, nameEnd - nameStart, ISO_8859_1);
    }

    /** The protocols that the client offers, the best first; empty for none, and for a list that is broken. */
    public List<String> protocols() {
        List<String> offered = new ArrayList<>(2);
        int from = protocols.start + 2;
        while (from < protocols.end) {
            int length = bytes.getUnsignedByte(from);
            if (length == 0 || from + 1 + length > protocols.end) {
                return List.of();
            }
            offered.add(bytes.toString(from + 1, length, ISO_8859_1));
            from += 1 + length;
        }
        return offered;
    }

    /** Whether the client speaks TLS 1.3. Which older versions it speaks its engine finds out. */
    public boolean speaks13() {
        for (int from = versions.start + 1; from + 1 < versions.end; from += 2) {
            if (bytes.getUnsignedShort(from) == VERSION_13) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether it can do with a certificate that has an ECDSA key: by the signatures that it takes, and before TLS 1.3 by its
     * cipher suites, too.
     */
    public boolean takesEcdsa() {
        boolean takes = signatures.isAbsent();
        for (int from = signatures.start + 2; from + 1 < signatures.end && !takes; from += 2) {
            int scheme = bytes.getUnsignedShort(from);
            takes = scheme == ECDSA_P256 || scheme == ECDSA_P384 || scheme == ECDSA_P521 || scheme == ECDSA_SHA1;
        }
        return takes && (speaks13() || hasEcdsaSuite());
    }

    private boolean hasEcdsaSuite() {
        for (int from = suites.start; from + 1 < suites.end; from += 2) {
            int suite = bytes.getUnsignedShort(from);
            // TLS_ECDHE_ECDSA_WITH_*: RFC 8422, RFC 5289 sections 3.1 and 3.2, RFC 7251, RFC 7905.
            boolean ecdsa = (suite >= 0xc006 && suite <= 0xc00a)
                    || suite == 0xc023
                    || suite == 0xc024
                    || suite == 0xc02b
                    || suite == 0xc02c
                    || (suite >= 0xc0ac && suite <= 0xc0af)
                    || suite == 0xcca9;
            if (ecdsa) {
                return true;
            }
        }
        return false;
    }

    /** Whether the bytes at the beginning of a record, two of them at least, say that it is one of a handshake. */
    private static boolean isHandshake(ByteBuf in, int start) {
        return in.getByte(start) == RECORD_HANDSHAKE && in.getByte(start + 1) == 3;
    }

    /** Reads a message of which too little has come, or which is spread over several records. */
    private Outcome readRecords(ByteBuf in, int start, int available) {
        int header = 0;
        int length = 0;
        int record = start;
        int stop = start + available;
        while (stop - record >= RECORD_HEADER) {
            int size = in.getUnsignedShort(record + 3);
            // An empty record is forbidden in a handshake (RFC 8446 section 5.1).
            if (!isHandshake(in, record) || size == 0 || size > MAX_RECORD) {
                return Outcome.OTHER;
            }
            int content = record + RECORD_HEADER;
            int here = Math.min(size, stop - content);
            for (int i = 0; i < here && length + i < MESSAGE_HEADER; i++) {
                header = header << 8 | in.getUnsignedByte(content + i);
            }
            length += here;
            record = content + size;
            if (length > 0 && header >>> (8 * (Math.min(length, MESSAGE_HEADER) - 1)) != MESSAGE_CLIENT_HELLO) {
                return Outcome.OTHER;
            }
            int message = length < MESSAGE_HEADER ? MESSAGE_HEADER : MESSAGE_HEADER + (header & 0xffffff);
            if (message > MAX_BYTES) {
                return Outcome.OTHER;
            }
            if (length >= MESSAGE_HEADER && length >= message) {
                bytes = joined(in, start, message);
                return readMessage(0, message);
            }
        }
        boolean begun = (available < 1 || in.getByte(start) == RECORD_HANDSHAKE)
                && (available < 2 || in.getByte(start + 1) == 3);
        return begun && available < MAX_BYTES ? Outcome.INCOMPLETE : Outcome.OTHER;
    }

    private static ByteBuf joined(ByteBuf in, int start, int message) {
        byte[] joined = new byte[message];
        int length = 0;
        int record = start;
        while (length < message) {
            int size = in.getUnsignedShort(record + 3);
            int here = Math.min(size, message - length);
            in.getBytes(record + RECORD_HEADER, joined, length, here);
            length += here;
            record += RECORD_HEADER + size;
        }
        return Unpooled.wrappedBuffer(joined);
    }

    private Outcome readMessage(int start, int length) {
        at = start + MESSAGE_HEADER;
        end = start + length;
        boolean broken = !skip(2 + 32)
                || !skip(vector(1))
                || !note(suites, vector(2))
                || !skip(suites.end - suites.start)
                || !skip(vector(1));
        if (broken) {
            return Outcome.OTHER;
        }
        if (at == end) {
            return Outcome.UNNAMED;
        }
        int extensions = vector(2);
        if (extensions != end - at) {
            return Outcome.OTHER;
        }
        return readExtensions();
    }

    private Outcome readExtensions() {
        Outcome outcome = Outcome.UNNAMED;
        while (at < end) {
            if (end - at < 4) {
                return Outcome.OTHER;
            }
            int type = bytes.getUnsignedShort(at);
            at += 2;
            int size = vector(2);
            if (size < 0) {
                return Outcome.OTHER;
            }
            if (type == EXTENSION_SERVER_NAME) {
                // A second one is forbidden (RFC 8446 section 4.2): which of them would the server believe?
                if (outcome == Outcome.NAMED || !readServerName(size)) {
                    return Outcome.OTHER;
                }
                outcome = Outcome.NAMED;
            } else if (type == EXTENSION_PROTOCOLS) {
                note(protocols, size);
            } else if (type == EXTENSION_SIGNATURE_ALGORITHMS) {
                note(signatures, size);
            } else if (type == EXTENSION_SUPPORTED_VERSIONS) {
                note(versions, size);
            }
            at += size;
        }
        return outcome;
    }

    /** Reads the list of names at {@link #at}, which stays there; one host name has ever been all that it holds. */
    private boolean readServerName(int size) {
        if (size < 5
                || bytes.getUnsignedShort(at) != size - 2
                || bytes.getByte(at + 2) != HOST_NAME
                || bytes.getUnsignedShort(at + 3) != size - 5
                || size == 5) {
            return false;
        }
        nameStart = at + 5;
        nameEnd = at + size;
        return true;
    }

    /** Reads the size of a vector and goes past it, to its first byte; -1 when it does not fit. */
    private int vector(int sizeBytes) {
        if (end - at < sizeBytes) {
            return -1;
        }
        int size = sizeBytes == 1 ? bytes.getUnsignedByte(at) : bytes.getUnsignedShort(at);
        at += sizeBytes;
        return size <= end - at ? size : -1;
    }

    /** Remembers that what is at {@link #at}, where reading stays, is something. */
    private boolean note(Field field, int size) {
        field.start = at;
        field.end = at + Math.max(size, 0);
        return size >= 0;
    }

    private boolean skip(int size) {
        if (size < 0 || size > end - at) {
            return false;
        }
        at += size;
        return true;
    }
}
