package lb.proxy.stats;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one frontend, backend or server at one moment. A column that does not apply is absent.
 */
public final class StatsRow {
    /** What a row is about; the order is HAProxy's {@code type} column. */
    public enum Type {
        FRONTEND,
        BACKEND,
        SERVER
    }

    private final Type type;
    private final Map<Column, Object> values;

    public StatsRow(Type type) {
        this.type = type;
        this.values = new EnumMap<>(Column.class);
        put(Column.TYPE, type.ordinal());
    }

    private StatsRow(StatsRow original) {
        this.type = original.type;
        this.values = new EnumMap<>(original.values);
    }

    /** The same figures once more, to be changed without changing these. */
    public StatsRow copy() {
        return new StatsRow(this);
    }

    public Type type() {
        return type;
    }

    /** Sets a number; the column's kind must not be text. */
    public StatsRow put(Column column, long value) {
        if (column.kind() == Column.Kind.TEXT) {
            throw new IllegalArgumentException(column + " holds words");
        }
        values.put(column, value);
        return this;
    }

    /** Sets words; the column's kind must be text. */
    public StatsRow put(Column column, String value) {
        if (column.kind() != Column.Kind.TEXT) {
            throw new IllegalArgumentException(column + " holds a number");
        }
        values.put(column, value);
        return this;
    }

    /** The value as it stands in CSV, or null where the column does not apply. */
    public @Nullable String text(Column column) {
        Object value = values.get(column);
        return value == null ? null : value.toString();
    }

    /** The number in a column, or 0 where it does not apply. */
    public long number(Column column) {
        return values.get(column) instanceof Long value ? value : 0;
    }

    public boolean has(Column column) {
        return values.containsKey(column);
    }
}
