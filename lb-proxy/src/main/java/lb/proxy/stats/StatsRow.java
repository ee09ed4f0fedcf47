package lb.proxy.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import lb.proxy.stats.PhaseTimes.Phase;
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

    /** What was counted since the start, where some of it was cleared. */
    private final Map<Column, Long> totals = new EnumMap<>(Column.class);

    private @Nullable Function<Phase, Quantiles> quantiles;

    /** Those that were asked for: several cells of a page show one. */
    private final Map<Phase, Quantiles> known = new EnumMap<>(Phase.class);

    public StatsRow(Type type) {
        this.type = type;
        this.values = new EnumMap<>(Column.class);
        put(Column.TYPE, type.ordinal());
    }

    private StatsRow(StatsRow original) {
        this.type = original.type;
        this.values = new EnumMap<>(original.values);
        this.totals.putAll(original.totals);
        this.quantiles = original.quantiles;
    }

    /** The same figures once more, to be changed without changing these. */
    public StatsRow copy() {
        return new StatsRow(this);
    }

    /** The same figures without these columns. */
    public StatsRow without(Set<Column> left) {
        StatsRow some = copy();
        some.values.keySet().removeAll(left);
        some.totals.keySet().removeAll(left);
        return some;
    }

    /**
     * Says how long the phases of its exchanges took lately.
     *
     * @param asked any thread, and only when it is wanted
     */
    public StatsRow took(Function<Phase, Quantiles> asked) {
        quantiles = asked;
        return this;
    }

    /** How long a phase of its exchanges took lately; null where that is not measured. */
    public @Nullable Quantiles took(Phase phase) {
        Function<Phase, Quantiles> asked = quantiles;
        return asked == null ? null : known.computeIfAbsent(phase, asked);
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

    /**
     * Sets what was counted.
     *
     * @param value since it was cleared
     * @param total since the start
     */
    public StatsRow put(Column column, long value, long total) {
        totals.put(column, total);
        return put(column, value);
    }

    /** Sets what was counted in that counter's column. */
    public StatsRow put(Counters counters, Counter counter) {
        return put(counter.column(), counters.sum(counter), counters.total(counter));
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

    /** The same, but what was cleared counts, too: never less than before. */
    public long total(Column column) {
        Long total = totals.get(column);
        return total == null ? number(column) : total;
    }

    public boolean has(Column column) {
        return values.containsKey(column);
    }
}
