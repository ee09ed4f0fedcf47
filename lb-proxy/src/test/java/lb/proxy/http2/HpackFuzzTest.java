package lb.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import java.util.ArrayList;
import java.util.List;

/** Any bytes, as two blocks of a connection: what we take for fields Netty does too, and encoded again they are the same. */
class HpackFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void noBlockBreaksTheDecoder(byte[] bytes) {
        HpackDecoder decoder = new HpackDecoder(64 * 1024, new HpackScratch());
        HpackDecoder again = new HpackDecoder(64 * 1024, new HpackScratch());
        HpackEncoder encoder = new HpackEncoder();
        DefaultHttp2HeadersDecoder netty = new DefaultHttp2HeadersDecoder(false, 1 << 20);
        int half = bytes.length / 2;
        for (int from = 0; from <= half && from < bytes.length; from += Math.max(half, 1)) {
            int to = from == 0 ? half : bytes.length;
            DecodedFields out = new DecodedFields();
            if (decoder.decode(bytes, from, to, out) != null || decoder.isTooLong()) {
                return;
            }
            List<String> fields = out.taken();
            assertThat(ofNetty(netty, bytes, from, to)).containsExactlyInAnyOrderElementsOf(fields);

            Octets block = new Octets(16);
            encoder.begin(block);
            encode(encoder, block, fields);
            assertThat(again.decode(block.array(), 0, block.length(), out)).isNull();
            assertThat(out.taken()).isEqualTo(fields);
        }
    }

    private static void encode(HpackEncoder encoder, Octets block, List<String> fields) {
        List<String[]> split = new ArrayList<>();
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            split.add(new String[] {field.substring(0, Math.max(colon, 0)), field.substring(Math.max(colon, 0) + 2)});
        }
        HpackAgainstNettyTest.encode(encoder, block, split);
    }

    private static List<String> ofNetty(DefaultHttp2HeadersDecoder netty, byte[] bytes, int from, int to) {
        List<String> fields = new ArrayList<>();
        try {
            netty.decodeHeaders(3, Unpooled.wrappedBuffer(bytes, from, to - from))
                    .forEach(field -> fields.add(field.getKey() + ": " + field.getValue()));
        } catch (Http2Exception e) {
            throw new AssertionError("Netty refuses what we take", e);
        }
        return fields;
    }
}
