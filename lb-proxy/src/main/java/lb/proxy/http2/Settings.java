package lb.proxy.http2;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What a peer has set (RFC 9113 section 6.5.2, RFC 8441 section 3), from the standard values on. */
final class Settings {
    static final int HEADER_TABLE_SIZE = 1;
    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;
    static final int ENABLE_CONNECT_PROTOCOL = 8;

    /** Bytes of one setting: a number of two bytes, and a value of four. */
    static final int BYTES = 6;

    static final int STANDARD_TABLE_SIZE = 4096;
    static final int STANDARD_FRAME_SIZE = 16 * 1024;
    static final int STANDARD_WINDOW = 65_535;
    static final long UNLIMITED = 0xffffffffL;

    private static final int MOST_FRAME_SIZE = (1 << 24) - 1;

    private final boolean ofServer;
    private long headerTableSize = STANDARD_TABLE_SIZE;
    private long maxConcurrentStreams = UNLIMITED;
    private int initialWindow = STANDARD_WINDOW;
    private int maxFrameSize = STANDARD_FRAME_SIZE;
    private long maxHeaderListSize = UNLIMITED;
    private boolean connectProtocol;
    private boolean haveCome;

    /** @param ofServer whether the peer is the server, which may not ask for pushes */
    Settings(boolean ofServer) {
        this.ofServer = ofServer;
    }

    /**
     * Takes the settings of one frame, in their order; what is not known is ignored. Windows of streams then change by how
     * {@link #initialWindow} has.
     *
     * @param start of the payload, a multiple of six bytes, by the buffer's own index
     */
    @Nullable
    Violation read(ByteBuf in, int start, int end) {
        haveCome = true;
        for (int at = start; at < end; at += BYTES) {
            Violation wrong = set(in.getUnsignedShort(at), in.getUnsignedInt(at + 2));
            if (wrong != null) {
                return wrong;
            }
        }
        return null;
    }

    private @Nullable Violation set(int setting, long value) {
        switch (setting) {
            case HEADER_TABLE_SIZE -> headerTableSize = value;
            case MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value;
            case MAX_HEADER_LIST_SIZE -> maxHeaderListSize = value;
            case ENABLE_PUSH -> {
                if (value > 1 || (ofServer && value == 1)) {
                    return Violation.SETTING_VALUE;
                }
            }
            case INITIAL_WINDOW_SIZE -> {
                if (value > Integer.MAX_VALUE) {
                    return Violation.SETTING_WINDOW;
                }
                initialWindow = (int) value;
            }
            case MAX_FRAME_SIZE -> {
                if (value < STANDARD_FRAME_SIZE || value > MOST_FRAME_SIZE) {
                    return Violation.SETTING_VALUE;
                }
                maxFrameSize = (int) value;
            }
            case ENABLE_CONNECT_PROTOCOL -> {
                if (value > 1 || (connectProtocol && value == 0)) {
                    return Violation.SETTING_VALUE;
                }
                connectProtocol = value == 1;
            }
            default -> {}
        }
        return null;
    }

    /** Bytes of the dynamic table that it decodes with, 0 to 2^32-1. */
    long headerTableSize() {
        return headerTableSize;
    }

    /** Streams that we may have open, 0 to 2^32-1. */
    long maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    /** The window of each stream for what we send, when it begins. */
    int initialWindow() {
        return initialWindow;
    }

    /** Bytes of the payload of a frame, 16,384 to 16,777,215. */
    int maxFrameSize() {
        return maxFrameSize;
    }

    /** Bytes of a header list that it wants to be sent at most. */
    long maxHeaderListSize() {
        return maxHeaderListSize;
    }

    /** Whether the peer has said anything of them, be it nothing: until then they are those of the RFC. */
    boolean haveCome() {
        return haveCome;
    }

    /** Whether it takes CONNECT with {@code :protocol}. */
    boolean connectProtocol() {
        return connectProtocol;
    }
}
