package lb.proxy.http2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Fields as they were decoded: {@code name: value}. */
final class DecodedFields implements FieldSink {
    private final List<String> fields = new ArrayList<>();
    private final List<String> never = new ArrayList<>();

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    @Override
    public void field(
            byte[] name, int nameFrom, int nameTo, byte[] value, int valueFrom, int valueTo, boolean neverIndexed) {
        String text = new String(name, nameFrom, nameTo - nameFrom, ISO_8859_1);
        fields.add(text + ": " + new String(value, valueFrom, valueTo - valueFrom, ISO_8859_1));
        if (neverIndexed) {
            never.add(text);
        }
    }

    /** Those since the last call. */
    List<String> taken() {
        List<String> taken = List.copyOf(fields);
        fields.clear();
        return taken;
    }

    /** Names of fields that nobody may index, of all that came. */
    List<String> neverIndexed() {
        return never;
    }
}
