package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import lb.ha.Transition;
import org.jspecify.annotations.Nullable;

/** The time line of a virtual router's changes, the last first. */
final class History {
    private static final int MOST_SHOWN = 6;

    private History() {}

    static void show(List<Transition> transitions, ZonedDateTime now, Html html) {
        // The first change only says that it has started.
        if (transitions.size() < 2) {
            return;
        }
        html.raw("<h4>Changes</h4>\n<ol class=\"changes\">\n");
        transitions.reversed().stream().limit(MOST_SHOWN).forEach(transition -> line(transition, now, html));
        html.raw("</ol>\n");
    }

    private static void line(Transition transition, ZonedDateTime now, Html html) {
        html.raw("<li>");
        Card.time(transition.at(), now, html);
        html.raw(" ");
        Badge.state(transition.to(), html);
        html.raw(" <span>").text(transition.why());
        if (transition.isGain()) {
            html.text("; " + absence(transition.withoutOwner()));
        }
        html.raw("</span></li>\n");
    }

    private static String absence(@Nullable Duration withoutOwner) {
        if (withoutOwner == null) {
            return "without an owner before for an unknown time";
        }
        return withoutOwner.isZero() ? "from a living owner" : "without an owner for " + Units.shortTime(withoutOwner);
    }
}
