package lb.admin.stats;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiFunction;
import lb.proxy.stats.Column;
import lb.proxy.stats.Meaning;
import lb.proxy.stats.StatsRow;

/** What stands in front of each value, but for the row's own numbers: written once, since there are a hundred thousand values. */
final class ColumnWords {
    /** The only process there is. */
    private static final int PROCESS = 1;

    /** By type of row and column. */
    private static final String[][] TYPED = each(ColumnWords::writeTyped);

    private static final String[][] JSON = each(ColumnWords::writeJson);

    private ColumnWords() {}

    /** From the column's position to the colon before the value, such as {@code 7.stot.1:MCP:u64:}. */
    static String typed(StatsRow.Type type, Column column) {
        return TYPED[type.ordinal()][column.ordinal()];
    }

    /** From the member {@code field} to the colon before the value. */
    static String json(StatsRow.Type type, Column column) {
        return JSON[type.ordinal()][column.ordinal()];
    }

    /** The kind of row, such as {@code Frontend}. */
    static String objectType(StatsRow.Type type) {
        return switch (type) {
            case FRONTEND -> "Frontend";
            case BACKEND -> "Backend";
            case SERVER -> "Server";
        };
    }

    private static String writeTyped(StatsRow.Type type, Column column) {
        return column.ordinal() + "." + column.csvName() + "." + PROCESS + ":"
                + column.meaning(type).letters() + ":" + valueType(column) + ":";
    }

    private static String writeJson(StatsRow.Type type, Column column) {
        Meaning meaning = column.meaning(type);
        return "\"field\":{\"pos\":%d,\"name\":\"%s\"},\"processNum\":%d,\"tags\":{\"origin\":\"%s\",\"nature\":\"%s\",\"scope\":\"%s\"},\"value\":{\"type\":\"%s\",\"value\":"
                .formatted(
                        column.ordinal(),
                        column.csvName(),
                        PROCESS,
                        meaning.origin().word(),
                        meaning.nature().word(),
                        meaning.scope().word(),
                        valueType(column));
    }

    private static String valueType(Column column) {
        return column.valueType().name().toLowerCase(Locale.ROOT);
    }

    private static String[][] each(BiFunction<StatsRow.Type, Column, String> words) {
        return Arrays.stream(StatsRow.Type.values())
                .map(type -> Arrays.stream(Column.values())
                        .map(column -> words.apply(type, column))
                        .toArray(String[]::new))
                .toArray(String[][]::new);
    }
}
