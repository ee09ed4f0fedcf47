package lb.admin.boot;

import java.util.Arrays;

/**
 * What one connection of HTTP/2 sends to have much of our memory, each as far as it goes without being ended; and how much it may
 * have. Nothing of what is answered is read. Numbers are those of the {@code http2} that is standard.
 */
enum Flood {
    /** {@code max-resets}: 1,000 at once. */
    RAPID_RESETS(256) {
        @Override
        void write(Http2Bytes to) {
            for (int stream = 1; stream < 1_900; stream += 2) {
                to.frame(HEADERS, ENDS, stream, request("GET", "/big")).frame(RST_STREAM, 0, stream, new byte[4]);
            }
        }
    },
    /** {@code max-header-block} and {@code max-continuations}: a block of nearly 64 KiB that does not end. */
    CONTINUATIONS(256) {
        @Override
        void write(Http2Bytes to) {
            byte[] block = new Http2Bytes().field("x", "y".repeat(60_000)).bytes();
            to.frame(HEADERS, 0, 1, Arrays.copyOf(block, 10_000));
            for (int at = 10_000; at < 60_000; at += 10_000) {
                to.frame(CONTINUATION, 0, 1, Arrays.copyOfRange(block, at, at + 10_000));
            }
        }
    },
    /** {@code max-settings}: 100 at once. */
    SETTINGS(256) {
        @Override
        void write(Http2Bytes to) {
            for (int i = 0; i < 95; i++) {
                to.frame(4, 0, 0);
            }
        }
    },
    /** {@code max-pings}: 10,000 at once; nothing is read any more when the kernel takes no answers. */
    PINGS(256) {
        @Override
        void write(Http2Bytes to) {
            for (int i = 0; i < 9_900; i++) {
                to.frame(6, 0, 0, new byte[8]);
            }
        }
    },
    /** One field of nearly all of the table, and blocks of a thousand times that: {@code http.max-head} is eightfold then. */
    HPACK_BOMB(512) {
        @Override
        void write(Http2Bytes to) {
            byte[] uses = new byte[20];
            Arrays.fill(uses, (byte) 0xbe);
            to.frame(HEADERS, ENDS, 1, request("GET", "/slow", "x", "y".repeat(4_000)));
            for (int stream = 3; stream < 200; stream += 2) {
                to.frame(
                        HEADERS,
                        ENDS,
                        stream,
                        new Http2Bytes()
                                .octets(request("GET", "/slow"))
                                .octets(uses)
                                .bytes());
            }
        }
    },
    /** 100 large answers, {@code max-concurrent-streams}: 16 KiB wait for each, and what came with them in one piece. */
    SLOW_READER(100 * 96) {
        @Override
        void write(Http2Bytes to) {
            for (int stream = 1; stream < 200; stream += 2) {
                to.frame(HEADERS, ENDS, stream, request("GET", "/big"));
            }
        }
    },
    /** 100 bodies that wait for a server: {@code connection-window}, 1 MiB, of them all; a buffer that grows is twice as large. */
    SLOW_UPLOAD(2 * 1_024 + 100 * 8) {
        @Override
        void write(Http2Bytes to) {
            for (int stream = 1; stream < 200; stream += 2) {
                to.frame(HEADERS, 4, stream, request("POST", "/queue"));
            }
            int left = 1024 * 1024;
            for (int round = 0; left > 0; round++) {
                for (int stream = 1; stream < 200 && left > 0; stream += 2) {
                    int length = Math.min(left, 3_000);
                    to.frame(0, 0, stream, new byte[length]);
                    left -= length;
                }
            }
        }
    };

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int CONTINUATION = 9;
    private static final int ENDS = 5;

    /** Bytes of objects for a connection, whatever it does: its streams, tables and blocks, and what its requests are. */
    static final int MOST_HEAP = 2 * 1024 * 1024;

    private final int mostBuffers;

    /** @param mostBuffers KiB for a connection, direct or not, with what our answers wait in */
    Flood(int mostBuffers) {
        this.mostBuffers = mostBuffers;
    }

    abstract void write(Http2Bytes to);

    byte[] bytes() {
        Http2Bytes bytes = new Http2Bytes().preface();
        write(bytes);
        return bytes.bytes();
    }

    int mostBuffers() {
        return mostBuffers * 1024;
    }

    private static byte[] request(String method, String path, String... fields) {
        Http2Bytes block = new Http2Bytes()
                .field(":method", method)
                .field(":scheme", "http")
                .field(":path", path)
                .field(":authority", "a");
        for (int i = 0; i < fields.length; i += 2) {
            block.indexed(fields[i], fields[i + 1]);
        }
        return block.bytes();
    }
}
