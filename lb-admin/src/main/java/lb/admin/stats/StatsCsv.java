package lb.admin.stats;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The figures as HAProxy's CSV: a header that begins with {@code # }, a comma after every cell, and nothing in the
 * cells that do not apply.
 */
public final class StatsCsv {
    private static final int USUAL_LINE = 300;

    private StatsCsv() {}

    public static String of(List<StatsRow> rows) {
        var csv = new StringBuilder(USUAL_LINE * (rows.size() + 3)).append("# ");
        for (Column column : Column.values()) {
            csv.append(column.csvName()).append(',');
        }
        csv.append('\n');
        for (StatsRow row : rows) {
            for (Column column : Column.values()) {
                String text = row.text(column);
                if (text != null) {
                    cell(text, csv);
                }
                csv.append(',');
            }
            csv.append('\n');
        }
        return csv.toString();
    }

    private static void cell(String text, StringBuilder csv) {
        if (text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
            csv.append(text);
        } else {
            csv.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }
}
