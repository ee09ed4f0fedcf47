package lb.proxy.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import lb.proxy.page.FieldSyntax;
import lb.proxy.page.LocalRequest.Field;
import lb.proxy.settings.HeaderEdits;
import org.jspecify.annotations.Nullable;

/**
 * {@link HeaderEdits} of several places, one after the other, made one: names of received fields that are left out,
 * lines that are appended, and how names are spelled in the end. Immutable; applied while a head is copied, without an
 * allocation.
 */
public final class HeadEdits {
    private final byte[][] removed;
    private final byte[] appended;
    private final boolean setsHost;
    private final @Nullable HeaderCase spelling;

    private HeadEdits(Set<String> removed, List<Field> appended, List<String> spelled) {
        spelling = spelled.isEmpty() ? null : new HeaderCase(spelled);
        this.removed = removed.stream().map(name -> name.getBytes(ISO_8859_1)).toArray(byte[][]::new);
        StringBuilder lines = new StringBuilder();
        appended.forEach(field ->
                lines.append(field.name()).append(": ").append(field.value()).append("\r\n"));
        this.appended = lines.toString().getBytes(ISO_8859_1);
        setsHost = removed.contains("host");
    }

    /**
     * All of them, the first first; null when there is nothing to do.
     *
     * @param spelled names of fields, each once in any case
     */
    public static @Nullable HeadEdits of(List<String> spelled, HeaderEdits... places) {
        Set<String> removed = new LinkedHashSet<>();
        List<Field> appended = new ArrayList<>();
        for (HeaderEdits place : places) {
            place.remove().forEach(name -> remove(name, removed, appended));
            for (Field field : place.set()) {
                remove(field.name(), removed, appended);
                appended.add(field);
            }
            appended.addAll(place.add());
        }
        boolean nothing = removed.isEmpty() && appended.isEmpty() && spelled.isEmpty();
        return nothing ? null : new HeadEdits(removed, appended, spelled);
    }

    private static void remove(String name, Set<String> removed, List<Field> appended) {
        removed.add(FieldSyntax.lowerCase(name));
        appended.removeIf(field -> field.name().equalsIgnoreCase(name));
    }

    /** Whether the field of the name in a range is left out. */
    public boolean removes(ByteBuf in, int start, int end) {
        for (byte[] name : removed) {
            if (Ascii.isName(in, start, end, name)) {
                return true;
            }
        }
        return false;
    }

    /** Appends the new lines. */
    public void append(ByteBuf out) {
        out.writeBytes(appended);
    }

    /** Spells the names in a whole head, which is the end of what was written, as wanted. */
    public void spell(ByteBuf out, int head) {
        if (spelling != null) {
            spelling.spell(out, head);
        }
    }

    /** Bytes of the new lines. */
    public int appendedBytes() {
        return appended.length;
    }

    /** Whether Host is another than the client's. */
    public boolean setsHost() {
        return setsHost;
    }
}
