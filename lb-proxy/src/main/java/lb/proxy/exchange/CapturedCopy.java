package lb.proxy.exchange;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Captured fields, copied to be kept.
 *
 * @param fields name and value of each
 */
public record CapturedCopy(List<Field> fields) implements CapturedFields {
    /**
     * One of them.
     *
     * @param text null where the message had no such field
     */
    public record Field(String name, @Nullable String text) {}

    public CapturedCopy {
        fields = List.copyOf(fields);
    }

    static CapturedCopy of(CapturedFields captured) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < captured.size(); i++) {
            CharSequence value = captured.value(i);
            fields.add(new Field(captured.name(i), value == null ? null : value.toString()));
        }
        return new CapturedCopy(fields);
    }

    @Override
    public int size() {
        return fields.size();
    }

    @Override
    public String name(int index) {
        return fields.get(index).name();
    }

    @Override
    public @Nullable CharSequence value(int index) {
        return fields.get(index).text();
    }
}
