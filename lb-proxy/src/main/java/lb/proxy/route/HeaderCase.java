package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How some names of fields are to be spelled, for a client or server that takes them in one case only, though they mean the
 * same in any (RFC 9110 section 5.1). Immutable.
 */
final class HeaderCase {
    private final NameTable numbers;
    private final byte[][] spellings;

    /** @param names each once, in any case */
    HeaderCase(List<String> names) {
        spellings = names.stream().map(name -> name.getBytes(ISO_8859_1)).toArray(byte[][]::new);
        Map<String, Integer> byName = new HashMap<>();
        names.forEach(name -> byName.put(name, byName.size()));
        numbers = new NameTable(byName);
    }

    /** Spells the names in a whole head, which is the end of what was written. */
    void spell(ByteBuf out, int head) {
        int end = out.writerIndex();
        int line = out.indexOf(head, end, (byte) '\n') + 1;
        while (line > 0 && line < end) {
            int colon = out.indexOf(line, end, (byte) ':');
            if (colon < 0) {
                return;
            }
            int found = numbers.find(out, line, colon);
            if (found != NameTable.NONE) {
                out.setBytes(line, spellings[found]);
            }
            line = out.indexOf(colon, end, (byte) '\n') + 1;
        }
    }
}
