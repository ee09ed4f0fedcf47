package lb.proxy.http1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import lb.proxy.exchange.CapturedFields;
import lb.proxy.settings.Capture;
import org.jspecify.annotations.Nullable;

/** The fields of heads that are kept for the log, each in its last line. Reused for every message of a connection. */
final class CapturedHeaders implements CapturedFields {
    private final List<Capture> wanted;
    private final String[] lowerCase;
    private final KeptText[] values;
    private final boolean[] found;

    CapturedHeaders(List<Capture> wanted) {
        this.wanted = wanted;
        lowerCase = wanted.stream()
                .map(capture -> capture.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new);
        values = wanted.stream().map(capture -> new KeptText(capture.length())).toArray(KeptText[]::new);
        found = new boolean[values.length];
    }

    /** There is no head, as yet. */
    void clear() {
        for (int i = 0; i < found.length; i++) {
            found[i] = false;
        }
    }

    /** Takes what is wanted of a complete head that lies at the reader index. */
    void take(HeadLines lines, ByteBuf in) {
        int base = in.readerIndex();
        for (int i = 0; i < found.length; i++) {
            found[i] = false;
            for (int field = lines.fields() - 1; field >= 0 && !found[i]; field--) {
                if (Syntax.isWord(in, base + lines.nameStart(field), base + lines.nameEnd(field), lowerCase[i])) {
                    values[i].set(in, base + lines.valueStart(field), base + lines.valueEnd(field));
                    found[i] = true;
                }
            }
        }
    }

    @Override
    public int size() {
        return found.length;
    }

    @Override
    public String name(int index) {
        return wanted.get(index).name();
    }

    @Override
    public @Nullable CharSequence value(int index) {
        return found[index] ? values[index] : null;
    }
}
