package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lb.proxy.http1.ReadHead;
import lb.proxy.settings.HeadLimits;

/** Header sections as rows of tables: {@code name=value & name=value}, with \r \n \0 \t and \xHH; and heads with ~ for a line end. */
final class Sections {
    static final HeadLimits LIMITS = new HeadLimits(1024, 20);

    private Sections() {}

    static List<String[]> fields(String text) {
        List<String[]> fields = new ArrayList<>();
        for (String field : text.isBlank() ? new String[0] : text.split(" & ", -1)) {
            int equals = field.indexOf('=', 0);
            fields.add(new String[] {unescape(field.substring(0, equals)), unescape(field.substring(equals + 1))});
        }
        return fields;
    }

    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) != '\\') {
                out.append(text.charAt(i));
                continue;
            }
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'r' -> out.append('\r');
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 's' -> out.append(' ');
                case '0' -> out.append('\0');
                default -> {
                    out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
            }
        }
        return out.toString();
    }

    static void give(List<String[]> fields, FieldSink sink) {
        for (String[] field : fields) {
            byte[] name = field[0].getBytes(ISO_8859_1);
            byte[] value = field[1].getBytes(ISO_8859_1);
            sink.field(name, 0, name.length, value, 0, value.length, false);
        }
    }

    /** The head that a request becomes, as {@code http1} reads it without an objection; or why it is refused. */
    static String request(List<String[]> fields, boolean endStream) {
        RequestDecoder decoder = new RequestDecoder(LIMITS, new Random(1));
        decoder.begin(true);
        give(fields, decoder);
        ByteBuf out = Unpooled.buffer();
        Violation wrong = decoder.end(out, false, endStream);
        if (wrong != null) {
            return wrong + (out.isReadable() ? " though something is written" : "");
        }
        ReadHead read = ReadHead.ofRequest(out.copy(), LIMITS);
        if (!read.refused().isEmpty() || read.left() != 0) {
            return "refused by http1: " + read + " " + out.toString(ISO_8859_1);
        }
        return decoder.kind() + " " + read.framing() + " "
                + out.toString(ISO_8859_1).replace("\r\n", "~");
    }
}
