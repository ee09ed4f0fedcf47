package lb.admin.stats;

import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The figures as HAProxy's {@code show stat typed}: a line for each value that there is.
 *
 * <pre>
 *  S.3.1.7.stot.1:MCP:u64:42
 *  | | | | |    | |   |   value, up to the end of the line
 *  | | | | |    | |   type
 *  | | | | |    | origin, nature and scope
 *  | | | | |    process
 *  | | | | column
 *  | | | position of the column
 *  | | sid
 *  | iid
 *  F, B or S: frontend, backend or server
 * </pre>
 */
public final class StatsTyped {
    private static final int USUAL_ROW = 2_600;

    private static final Column[] COLUMNS = Column.values();

    private StatsTyped() {}

    public static String of(List<StatsRow> rows) {
        StringBuilder typed = new StringBuilder(USUAL_ROW * (rows.size() + 1));
        for (StatsRow row : rows) {
            write(row, typed);
        }
        return typed.toString();
    }

    /** Adds the lines of a row. */
    public static void write(StatsRow row, StringBuilder typed) {
        String about = row.type().name().charAt(0) + "." + row.number(Column.IID) + "." + row.number(Column.SID) + ".";
        for (Column column : COLUMNS) {
            if (row.has(column)) {
                typed.append(about).append(ColumnWords.typed(row.type(), column));
                String words = row.words(column);
                if (words == null) {
                    typed.append(row.number(column));
                } else {
                    value(words, typed);
                }
                typed.append('\n');
            }
        }
    }

    /** What a server has said may hold anything, but must not begin a line of its own. */
    private static void value(String text, StringBuilder typed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            typed.append(Character.isISOControl(c) ? ' ' : c);
        }
    }
}
