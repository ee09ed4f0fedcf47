package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lb.proxy.settings.HeadLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neither a request nor its response makes garbage on its way through frames, HPACK and translation, once the code is compiled. */
@Timeout(60)
class MessageAllocationTest {
    private static final int MESSAGES = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ByteBuf wire = UnpooledByteBufAllocator.DEFAULT.heapBuffer(4096);
    private final ByteBuf head = UnpooledByteBufAllocator.DEFAULT.heapBuffer(4096);
    private final Octets block = new Octets(4096);
    private final HpackEncoder client = new HpackEncoder();
    private final HpackEncoder server = new HpackEncoder();
    private final HpackDecoder decoder = new HpackDecoder(16 * 1024, new HpackScratch());
    private final RequestDecoder requests = new RequestDecoder(HeadLimits.STANDARD, new Random(1));
    private final RequestEncoder forwarded = new RequestEncoder();
    private final ResponseEncoder responses = new ResponseEncoder();
    private final FrameReader reader = new FrameReader(16 * 1024, 64 * 1024, 8);
    private final byte[][] request = octets(
            ":method",
            "GET",
            ":scheme",
            "https",
            ":authority",
            "www.example.com",
            ":path",
            "/a/b?c=0",
            "user-agent",
            "x/1.0 (y; z)",
            "cookie",
            "a=0123456789abcdefghij",
            "accept",
            "*/*",
            "x-request-id",
            "0000");
    private final byte[] response =
            "HTTP/1.1 200 OK\r\nServer: x\r\nDate: now\r\nContent-Length: 1000\r\nETag: \"0\"\r\n\r\n"
                    .getBytes(US_ASCII);
    private int stream = -1;

    private static byte[][] octets(String... texts) {
        byte[][] octets = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            octets[i] = texts[i].getBytes(US_ASCII);
        }
        return octets;
    }

    @Test
    void aMessageMakesNoGarbage() {
        FrameWriter.settings(wire);
        assertThat(reader.next(wire)).isEqualTo(FrameReader.Event.SETTINGS);
        List<Long> bytesPerMessage = new ArrayList<>();
        do {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MESSAGES; i++) {
                exchange(i);
            }
            bytesPerMessage.add((THREADS.getCurrentThreadAllocatedBytes() - before) / MESSAGES);
        } while (bytesPerMessage.getLast() > 0 && bytesPerMessage.size() < 200);
        assertThat(bytesPerMessage)
                .as("bytes of garbage a message, round by round")
                .endsWith(0L);
    }

    private void exchange(int number) {
        stream += 2;
        request[7][7] = (byte) ('0' + number % 10);
        request[15][number & 3] = (byte) ('0' + number % 7);
        block.clear();
        client.begin(block);
        for (int i = 0; i < request.length; i += 2) {
            byte[] name = request[i];
            byte[] value = request[i + 1];
            client.field(
                    block, KnownField.of(name, 0, name.length), name, 0, name.length, value, 0, value.length, false);
        }
        wire.clear();
        FrameWriter.headers(wire, stream, block, true, 16 * 1024);
        check(reader.next(wire) == FrameReader.Event.HEADERS);
        requests.begin(true);
        HeaderBlock come = reader.block();
        check(decoder.decode(come.array(), come.start(), come.end(), requests) == null);
        head.clear();
        check(requests.end(head, decoder.isTooLong(), reader.endStream()) == null);
        forwarded.read(head);
        block.clear();
        forwarded.encode(server, block, true, false);
        head.clear();
        head.writeBytes(response);
        responses.read(head);
        block.clear();
        responses.encode(server, block, false);
    }

    private static void check(boolean fine) {
        if (!fine) {
            throw new AssertionError();
        }
    }
}
