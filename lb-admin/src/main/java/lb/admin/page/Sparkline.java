package lb.admin.page;

/** A line of the last minutes as a picture of the height of a line of text, and in words for who does not see it. */
final class Sparkline {
    private static final int HEIGHT = 20;
    private static final int STEP = 2;
    private static final int WIDTH = (Trend.POINTS - 1) * STEP;

    private Sparkline() {}

    /**
     * Draws it; nothing where there are fewer than two points.
     *
     * @param points 0 or more, the oldest first
     * @param what is drawn, such as {@code sessions per second}
     */
    static void draw(float[] points, String what, Html html) {
        if (points.length < 2) {
            return;
        }
        float most = 0;
        for (float point : points) {
            most = Math.max(most, point);
        }
        html.raw("<svg class=\"spark\" viewBox=\"0 -1 ").number(WIDTH).raw(" ").number(HEIGHT + 2);
        html.raw("\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"").text(what);
        html.raw(": now ")
                .text(shown(points[points.length - 1]))
                .raw(", at most ")
                .text(shown(most));
        html.raw("\"><polyline points=\"");
        // At the right, where now is, also while there are few.
        int x = WIDTH - (points.length - 1) * STEP;
        for (float point : points) {
            long y = Math.round(HEIGHT - (most == 0 ? 0 : HEIGHT * point / most));
            html.number(x).raw(",").number(y).raw(" ");
            x += STEP;
        }
        html.raw("\"/></svg>");
    }

    private static String shown(float value) {
        return value >= 10 || value == Math.rint(value) ? Units.count(Math.round(value)) : "%.1f".formatted(value);
    }
}
