package lb.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import lb.ha.cloud.MoverPhase;
import lb.ha.cloud.MoverStatus;

/** What a cloud moves with a virtual router: where it is, and what stands in the way. */
final class CloudMove {
    private CloudMove() {}

    static void show(MoverStatus mover, ZonedDateTime now, Html html) {
        html.raw("<p class=\"cloud\">").text(mover.name()).raw(" ");
        badge(mover.phase(), html);
        html.raw(" for ").text(Units.duration(Duration.between(mover.since(), now.toInstant())));
        Instant last = mover.lastMove();
        Duration took = mover.lastMoveTook();
        if (last != null && took != null) {
            html.raw(", last moved here ");
            Card.time(last, now, html);
            html.raw(" within ").number(took.toMillis()).raw(" ms");
        }
        html.raw(", ").text(Units.count(mover.tries())).raw(mover.tries() == 1 ? " try" : " tries");
        html.raw("</p>\n");
        if (!mover.why().isEmpty()) {
            html.raw("<p class=\"bad\">").text(mover.why()).raw("</p>\n");
        }
    }

    private static void badge(MoverPhase phase, Html html) {
        switch (phase) {
            case MOVED -> html.raw("<b class=\"badge good\">MOVED HERE</b>");
            case IDLE -> html.raw("<b class=\"badge info\">IDLE</b>");
            case CHECKING -> html.raw("<b class=\"badge idle\">CHECKING</b>");
            case MOVING -> html.raw("<b class=\"badge warn\">MOVING</b>");
            case FAILED -> html.raw("<b class=\"badge bad\">FAILED</b>");
        }
    }
}
