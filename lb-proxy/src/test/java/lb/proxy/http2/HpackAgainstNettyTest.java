package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What Netty encodes we decode, and the other way round: thousands of blocks, of connections whose tables change. */
class HpackAgainstNettyTest {
    private static final int CONNECTIONS = Integer.getInteger("hpack.connections", 60);
    private static final int BLOCKS = 60;

    private final RandomFields fields = new RandomFields(Long.getLong("hpack.seed", 1));
    private final Random random = new Random(2);

    @Test
    void weDecodeWhatNettyEncodes() throws Exception {
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            var encoder =
                    new DefaultHttp2HeadersEncoder((name, value) -> value.length() % 5 == 0, random.nextBoolean());
            HpackDecoder decoder = new HpackDecoder(1 << 20, new HpackScratch());
            for (int block = 0; block < BLOCKS; block++) {
                List<String[]> list = fields.list();
                if (random.nextInt(8) == 0) {
                    int size = random.nextInt(4097);
                    decoder.tableSizeAcknowledged(size);
                    encoder.maxHeaderTableSize(size);
                }
                ByteBuf out = Unpooled.buffer();
                encoder.encodeHeaders(3, headers(list), out);
                DecodedFields decoded = new DecodedFields();
                assertThat(decoder.decode(out.array(), 0, out.readableBytes(), decoded))
                        .isNull();
                assertThat(decoded.taken())
                        .isEqualTo(list.stream()
                                .map(field -> field[0] + ": " + field[1])
                                .toList());
            }
        }
    }

    private static Http2Headers headers(List<String[]> list) {
        Http2Headers headers = new DefaultHttp2Headers(false);
        list.forEach(field -> headers.add(
                new AsciiString(field[0].getBytes(ISO_8859_1)), new AsciiString(field[1].getBytes(ISO_8859_1))));
        return headers;
    }

    @Test
    void nettyDecodesWhatWeEncode() throws Exception {
        for (int connection = 0; connection < CONNECTIONS; connection++) {
            HpackEncoder encoder = new HpackEncoder();
            var decoder = new DefaultHttp2HeadersDecoder(false, 1 << 20);
            for (int block = 0; block < BLOCKS; block++) {
                List<String[]> list = fields.list();
                for (int change = random.nextInt(12); change < 3; change++) {
                    int size = random.nextInt(8192);
                    encoder.tableSize(size);
                    decoder.maxHeaderTableSize(size);
                }
                Octets out = new Octets(16);
                encoder.begin(out);
                encode(encoder, out, list);
                ByteBuf in = Unpooled.wrappedBuffer(out.array(), 0, out.length());
                Http2Headers headers = decoder.decodeHeaders(3, in);
                List<String> decoded = new ArrayList<>();
                headers.forEach(field -> decoded.add(field.getKey() + ": " + field.getValue()));
                assertThat(decoded)
                        .isEqualTo(list.stream()
                                .map(field -> field[0] + ": " + field[1])
                                .toList());
            }
        }
    }

    static void encode(HpackEncoder encoder, Octets out, List<String[]> list) {
        for (String[] field : list) {
            byte[] name = field[0].getBytes(ISO_8859_1);
            byte[] value = field[1].getBytes(ISO_8859_1);
            KnownField known = KnownField.of(name, 0, name.length);
            encoder.field(out, known, name, 0, name.length, value, 0, value.length, value.length % 7 == 0);
        }
    }
}
