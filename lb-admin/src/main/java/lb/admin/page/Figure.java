package lb.admin.page;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import lb.proxy.stats.Column;
import lb.proxy.stats.PhaseTimes.Phase;
import lb.proxy.stats.Quantiles;
import lb.proxy.stats.StatsRow;

/**
 * One column of a table on the page.
 *
 * @param group what it shares a heading with its neighbours; empty for none
 * @param label its own heading
 * @param kind what stands in its cells
 * @param cell writes the inside of a cell
 */
record Figure(String group, String label, Kind kind, BiConsumer<StatsRow, Html> cell) {
    /** How a column is set. */
    enum Kind {
        NUMBER,
        STATE,
        CHECK,
        LINE
    }

    /** A count, empty where the column does not apply. */
    static Figure count(String group, String label, Column column) {
        return new Figure(group, label, Kind.NUMBER, (row, html) -> {
            if (row.number(column) != 0) {
                html.text(Units.count(row.number(column)));
            } else if (row.has(column)) {
                // Zeros step back, so that the others are seen.
                html.raw("<span class=\"soft\">0</span>");
            }
        });
    }

    /** Bytes in a handy unit; the exact number shows on pointing at it. */
    static Figure bytes(String group, String label, Column column) {
        return new Figure(group, label, Kind.NUMBER, (row, html) -> {
            if (row.has(column)) {
                long bytes = row.number(column);
                html.raw("<span title=\"").text(Units.count(bytes)).raw(" bytes\">");
                html.text(Units.bytes(bytes)).raw("</span>");
            }
        });
    }

    /** How long a phase took lately; empty where that is not known. */
    static Figure time(String group, String label, Phase phase, ToLongFunction<Quantiles> which) {
        return new Figure(group, label, Kind.NUMBER, (row, html) -> {
            Quantiles times = row.took(phase);
            if (times != null && times.count() > 0) {
                html.text(Units.micros(which.applyAsLong(times)));
            }
        });
    }

    /** An average that HAProxy has, in ms; empty where nothing was measured. */
    static Figure average(String group, String label, Phase phase, Column column) {
        return new Figure(group, label, Kind.NUMBER, (row, html) -> {
            Quantiles times = row.took(phase);
            if (times != null && times.count() > 0) {
                long millis = row.number(column);
                html.text(millis == 0 ? "<1 ms" : Units.micros(millis * 1000));
            }
        });
    }

    /** What it is called where no group stands above it. */
    String fullLabel() {
        return group.isEmpty() ? label : group + " " + label;
    }

    /** The head of a table of such columns: groups above, columns below. */
    static void head(String rowLabel, List<Figure> figures, Html html) {
        html.raw("<thead role=\"rowgroup\">\n<tr role=\"row\"><th role=\"columnheader\" scope=\"col\" rowspan=\"2\">");
        html.text(rowLabel).raw("</th>");
        for (int i = 0; i < figures.size(); i++) {
            Figure figure = figures.get(i);
            if (figure.group.isEmpty()) {
                html.raw("<th role=\"columnheader\" scope=\"col\" rowspan=\"2\"");
                html.raw(figure.kind == Kind.NUMBER ? " class=\"number\">" : ">")
                        .text(figure.label)
                        .raw("</th>");
            } else if (i == 0 || !figures.get(i - 1).group.equals(figure.group)) {
                long width = figures.stream()
                        .filter(other -> other.group.equals(figure.group))
                        .count();
                html.raw("<th role=\"columnheader\" scope=\"colgroup\" class=\"group\" colspan=\"")
                        .number(width);
                html.raw("\">").text(figure.group).raw("</th>");
            }
        }
        html.raw("</tr>\n<tr role=\"row\">");
        for (Figure figure : figures) {
            if (!figure.group.isEmpty()) {
                html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">")
                        .text(figure.label)
                        .raw("</th>");
            }
        }
        html.raw("</tr>\n</thead>\n");
    }

    /** The cells of a row, after its heading. */
    static void cells(StatsRow row, List<Figure> figures, Html html) {
        for (Figure figure : figures) {
            html.raw("<td role=\"cell\" data-label=\"").text(figure.fullLabel());
            switch (figure.kind) {
                case NUMBER -> html.raw("\" class=\"number\">");
                case STATE -> html.raw("\" class=\"state\">");
                case CHECK -> html.raw("\" class=\"check\">");
                case LINE -> html.raw("\" class=\"line\">");
            }
            figure.cell.accept(row, html);
            html.raw("</td>");
        }
    }
}
