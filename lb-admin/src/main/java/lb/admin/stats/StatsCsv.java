package lb.admin.stats;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The figures as HAProxy's CSV: a header that begins with {@code # }, a comma after every cell, and nothing in the
 * cells that do not apply.
 */
public final class StatsCsv {
    /** The header, with the end of its line. */
    public static final String HEAD = head();

    private static final int USUAL_LINE = 300;

    private static final Column[] COLUMNS = Column.values();

    private StatsCsv() {}

    public static String of(List<StatsRow> rows) {
        var csv = new StringBuilder(USUAL_LINE * (rows.size() + 3)).append(HEAD);
        for (StatsRow row : rows) {
            write(row, csv);
        }
        return csv.toString();
    }

    private static String head() {
        StringBuilder head = new StringBuilder("# ");
        for (Column column : Column.values()) {
            head.append(column.csvName()).append(',');
        }
        return head.append('\n').toString();
    }

    /** Adds the line of a row. */
    public static void write(StatsRow row, StringBuilder csv) {
        for (Column column : COLUMNS) {
            String words = row.words(column);
            if (words != null) {
                cell(words, csv);
            } else if (row.has(column)) {
                csv.append(row.number(column));
            }
            csv.append(',');
        }
        csv.append('\n');
    }

    private static void cell(String text, StringBuilder csv) {
        if (isPlain(text)) {
            csv.append(text);
        } else {
            csv.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case ',', '"', '\n', '\r' -> {
                    return false;
                }
                default -> {}
            }
        }
        return true;
    }
}
