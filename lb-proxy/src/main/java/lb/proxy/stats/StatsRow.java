package lb.proxy.stats;

import java.util.BitSet;
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

    private static final int COLUMNS = Column.values().length;

    private final Type type;

    /** Which columns apply. */
    private final BitSet filled;

    private final long[] numbers;
    private final @Nullable String[] words;

    /** What was cleared of each figure. */
    private final long[] cleared;

    private @Nullable Function<Phase, Quantiles> quantiles;

    /** Those that were asked for: several cells of a page show one. */
    private final Map<Phase, Quantiles> known = new EnumMap<>(Phase.class);

    public StatsRow(Type type) {
        this.type = type;
        filled = new BitSet(COLUMNS);
        numbers = new long[COLUMNS];
        words = new String[COLUMNS];
        cleared = new long[COLUMNS];
        put(Column.TYPE, type.ordinal());
    }

    private StatsRow(StatsRow original) {
        type = original.type;
        filled = (BitSet) original.filled.clone();
        numbers = original.numbers.clone();
        words = original.words.clone();
        cleared = original.cleared.clone();
        quantiles = original.quantiles;
    }

    /** The same figures once more, to be changed without changing these. */
    public StatsRow copy() {
        return new StatsRow(this);
    }

    /** The same figures without these columns. */
    public StatsRow without(Set<Column> left) {
        StatsRow some = copy();
        left.forEach(some::remove);
        return some;
    }

    private void remove(Column column) {
        filled.clear(column.ordinal());
        numbers[column.ordinal()] = 0;
        words[column.ordinal()] = null;
        cleared[column.ordinal()] = 0;
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

    /** Whether {@link #took(Phase)} knows anything. */
    public boolean isTimed() {
        return quantiles != null;
    }

    public Type type() {
        return type;
    }

    /** Sets a number; the column's kind must not be text. */
    public StatsRow put(Column column, long value) {
        return put(column, value, value);
    }

    /** Sets words; the column's kind must be text. */
    public StatsRow put(Column column, String value) {
        if (column.kind() != Column.Kind.TEXT) {
            throw new IllegalArgumentException(column + " holds a number");
        }
        filled.set(column.ordinal());
        words[column.ordinal()] = value;
        return this;
    }

    /**
     * Sets what was counted.
     *
     * @param value since it was cleared
     * @param total since the start
     */
    public StatsRow put(Column column, long value, long total) {
        if (column.kind() == Column.Kind.TEXT) {
            throw new IllegalArgumentException(column + " holds words");
        }
        filled.set(column.ordinal());
        numbers[column.ordinal()] = value;
        cleared[column.ordinal()] = total - value;
        return this;
    }

    /** Sets what was counted in that counter's column. */
    public StatsRow put(Counters counters, Counter counter) {
        long before = counters.cleared(counter);
        long total = counters.total(counter);
        return put(counter.column(), total - before, total);
    }

    /** The value as it stands in CSV, or null where the column does not apply. */
    public @Nullable String text(Column column) {
        if (!has(column)) {
            return null;
        }
        return column.kind() == Column.Kind.TEXT ? words[column.ordinal()] : Long.toString(number(column));
    }

    /** The words in a column, or null where it does not apply or holds a number. */
    public @Nullable String words(Column column) {
        return words[column.ordinal()];
    }

    /** The number in a column, or 0 where it does not apply. */
    public long number(Column column) {
        return numbers[column.ordinal()];
    }

    /** The same, but what was cleared counts, too: never less than before. */
    public long total(Column column) {
        return numbers[column.ordinal()] + cleared[column.ordinal()];
    }

    public boolean has(Column column) {
        return filled.get(column.ordinal());
    }
}
