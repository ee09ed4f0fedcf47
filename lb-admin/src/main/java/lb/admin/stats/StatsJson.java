package lb.admin.stats;

import com.google.gson.JsonPrimitive;
import java.util.List;
import lb.proxy.stats.Column;
import lb.proxy.stats.StatsRow;

/**
 * The figures as HAProxy's {@code show stat json}: an array with an array for each row, in which each value that there is
 * has an object with its column, tags and type.
 */
public final class StatsJson {
    private static final int USUAL_ROW = 14_000;

    private static final Column[] COLUMNS = Column.values();

    private StatsJson() {}

    public static String of(List<StatsRow> rows) {
        StringBuilder json = new StringBuilder(USUAL_ROW * (rows.size() + 1)).append('[');
        for (StatsRow row : rows) {
            if (json.length() > 1) {
                json.append(',');
            }
            write(row, json);
        }
        return json.append("]\n").toString();
    }

    /** Adds the array of a row. */
    public static void write(StatsRow row, StringBuilder json) {
        String about = "{\"objType\":\"" + ColumnWords.objectType(row.type()) + "\",\"proxyId\":"
                + row.number(Column.IID) + ",\"id\":" + row.number(Column.SID) + ",";
        char before = '[';
        for (Column column : COLUMNS) {
            if (row.has(column)) {
                json.append(before).append(about).append(ColumnWords.json(row.type(), column));
                String words = row.words(column);
                if (words == null) {
                    json.append(row.number(column));
                } else {
                    json.append(new JsonPrimitive(words));
                }
                json.append("}}");
                before = ',';
            }
        }
        json.append(']');
    }
}
