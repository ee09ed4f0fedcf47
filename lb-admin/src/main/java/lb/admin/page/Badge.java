package lb.admin.page;

import lb.ha.lifeline.LifelineState;
import lb.ha.vrrp.VrrpState;

/** A state in a word and a colour; the word alone says it all. */
final class Badge {
    private Badge() {}

    /** HAProxy's words for what a server, backend or frontend is: {@code UP}, {@code UP 1/3}, {@code OPEN}… */
    static void status(String status, Html html) {
        String first = status.split(" ", 2)[0];
        boolean changing = status.contains("/");
        switch (first) {
            case "UP", "OPEN" -> html.raw(changing ? "<b class=\"badge warn\">" : "<b class=\"badge good\">");
            case "DOWN", "STOP" -> html.raw(changing ? "<b class=\"badge warn\">" : "<b class=\"badge bad\">");
            case "FULL", "NOLB", "DRAIN", "WAITING" -> html.raw("<b class=\"badge warn\">");
            default -> html.raw("<b class=\"badge idle\">");
        }
        html.text(status).raw("</b>");
    }

    static void lifeline(LifelineState state, Html html) {
        switch (state) {
            case ALIVE -> html.raw("<b class=\"badge good\">");
            case UNKNOWN -> html.raw("<b class=\"badge idle\">");
            case PAUSED, LOST -> html.raw("<b class=\"badge warn\">");
            case DEAD -> html.raw("<b class=\"badge bad\">");
        }
        html.text(state.name()).raw("</b>");
    }

    /** The same as another node says it, which may know other words. */
    static void routerState(String state, Html html) {
        switch (state) {
            case "MASTER" -> html.raw("<b class=\"badge good\">");
            case "BACKUP" -> html.raw("<b class=\"badge info\">");
            case "INITIALIZE" -> html.raw("<b class=\"badge bad\">");
            default -> html.raw("<b class=\"badge idle\">");
        }
        html.text(state).raw("</b>");
    }

    static void state(VrrpState state, Html html) {
        switch (state) {
            case MASTER -> html.raw("<b class=\"badge good\">");
            case BACKUP -> html.raw("<b class=\"badge info\">");
            case INITIALIZE -> html.raw("<b class=\"badge bad\">");
        }
        html.text(state.name()).raw("</b>");
    }
}
