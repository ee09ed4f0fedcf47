package lb.admin.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link StatsCsv} wrote, perhaps in another version: columns are known by their names, those that are not
 * known are passed over, and so are numbers that are none. Whoever wrote it, each character is looked at once.
 */
public final class StatsCsvReader {
    /** A file with more lines is refused, empty ones among them: each row takes a thousand bytes of memory. */
    static final int MOST_ROWS = 50_000;

    /** A line with more is refused; there are about a hundred. */
    static final int MOST_COLUMNS = 500;

    private static final String LARGEST = String.valueOf(Long.MAX_VALUE);

    private static final String BEFORE_NAMES = "# ";
    private static final Map<String, Column> BY_NAME = byName();

    private final String csv;
    private int at;

    private StatsCsvReader(String csv) {
        this.csv = csv;
        this.at = BEFORE_NAMES.length();
    }

    private static Map<String, Column> byName() {
        Map<String, Column> columns = new HashMap<>();
        Arrays.stream(Column.values()).forEach(column -> columns.put(column.csvName(), column));
        return columns;
    }

    /**
     * The rows, in their order.
     *
     * @throws IllegalArgumentException with a sentence, when it does not begin with the names of columns, or is too long
     */
    public static List<StatsRow> rows(String csv) {
        if (!csv.startsWith(BEFORE_NAMES)) {
            throw new IllegalArgumentException("the figures do not begin with the names of their columns");
        }
        return new StatsCsvReader(csv).read();
    }

    private List<StatsRow> read() {
        List<@Nullable Column> columns = new ArrayList<>();
        for (String name : line()) {
            columns.add(BY_NAME.get(name));
        }
        int typeAt = columns.indexOf(Column.TYPE);
        List<StatsRow> rows = new ArrayList<>();
        for (int lines = 1; at < csv.length(); lines++) {
            if (lines > MOST_ROWS) {
                throw new IllegalArgumentException("there are figures of more than " + MOST_ROWS + " servers");
            }
            StatsRow row = row(columns, typeAt, line());
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Null for one that is about nothing we know. */
    private static @Nullable StatsRow row(List<@Nullable Column> columns, int typeAt, List<String> cells) {
        StatsRow.Type[] types = StatsRow.Type.values();
        Long type = typeAt < 0 || typeAt >= cells.size() ? null : number(cells.get(typeAt));
        if (type == null || type < 0 || type >= types.length) {
            return null;
        }
        StatsRow row = new StatsRow(types[type.intValue()]);
        for (int i = 0; i < Math.min(columns.size(), cells.size()); i++) {
            Column column = columns.get(i);
            String cell = cells.get(i);
            if (column == null || column == Column.TYPE || cell.isEmpty()) {
                continue;
            }
            if (column.kind() == Column.Kind.TEXT) {
                row.put(column, cell);
            } else {
                Long number = number(cell);
                if (number != null) {
                    row.put(column, number.longValue());
                }
            }
        }
        return row;
    }

    /** Null where it is none. An exception for each of millions of cells would take seconds. */
    private static @Nullable Long number(String cell) {
        int from = cell.startsWith("-") ? 1 : 0;
        int digits = cell.length() - from;
        if (digits < 1 || digits > LARGEST.length()) {
            return null;
        }
        for (int i = from; i < cell.length(); i++) {
            if (cell.charAt(i) < '0' || cell.charAt(i) > '9') {
                return null;
            }
        }
        boolean tooLarge = digits == LARGEST.length() && cell.substring(from).compareTo(LARGEST) > 0;
        return tooLarge ? null : Long.valueOf(cell);
    }

    /** The cells of a line, which a comma follows each. */
    private List<String> line() {
        List<String> cells = new ArrayList<>(Column.values().length);
        while (at < csv.length() && csv.charAt(at) != '\n') {
            if (cells.size() == MOST_COLUMNS) {
                throw new IllegalArgumentException("a line of the figures has more than " + MOST_COLUMNS + " columns");
            }
            cells.add(csv.charAt(at) == '"' ? quoted() : plain());
            if (at < csv.length() && csv.charAt(at) == ',') {
                at++;
            }
        }
        at++;
        return cells;
    }

    private String plain() {
        int from = at;
        while (at < csv.length() && csv.charAt(at) != ',' && csv.charAt(at) != '\n') {
            at++;
        }
        return csv.substring(from, at);
    }

    /** Up to the closing quote; whatever stands between that and the comma belongs to it, too. */
    private String quoted() {
        var cell = new StringBuilder();
        at++;
        while (at < csv.length()) {
            char c = csv.charAt(at);
            at++;
            if (c != '"') {
                cell.append(c);
            } else if (at < csv.length() && csv.charAt(at) == '"') {
                cell.append(c);
                at++;
            } else {
                return cell.append(plain()).toString();
            }
        }
        return cell.toString();
    }
}
