package lb.admin.page;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import lb.ha.lifeline.PeerStatus;

/** The lifelines: what is known of each other node since when and why. */
final class Lifelines {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.US);

    private Lifelines() {}

    static void section(List<PeerStatus> peers, ZonedDateTime now, Html html) {
        if (peers.isEmpty()) {
            return;
        }
        html.raw("<section aria-labelledby=\"lifelines\">\n<h2 id=\"lifelines\">Lifelines</h2>\n");
        html.raw("<div class=\"cards\">\n");
        for (PeerStatus peer : peers) {
            card(peer, now, html);
        }
        html.raw("</div>\n</section>\n");
    }

    private static void card(PeerStatus peer, ZonedDateTime now, Html html) {
        html.raw("<article>\n<h3>").text(peer.node()).raw(" ");
        Badge.lifeline(peer.state(), html);
        html.raw("</h3>\n<p class=\"addresses\">").text(peer.address().getHostAddress());
        html.raw("</p>\n<p class=\"since\">Since <time datetime=\"")
                .text(peer.since().toString())
                .raw("\">");
        html.text(TIME.format(peer.since().atZone(now.getZone()))).raw("</time> (");
        html.text(Units.duration(Duration.between(peer.since(), now.toInstant())))
                .raw("): ");
        html.text(peer.why()).raw("</p>\n<dl>\n<div><dt>Round trip of a hello</dt><dd>");
        html.text(roundTrip(peer.roundTripNanos())).raw("</dd></div>\n<div><dt>Connected</dt><dd>");
        html.text(peer.connections() == 1 ? "once" : Units.count(peer.connections()) + " times");
        html.raw("</dd></div>\n</dl>\n</article>\n");
    }

    private static String roundTrip(long nanos) {
        return nanos < 0 ? "none yet" : "%.2f ms".formatted(nanos / 1e6);
    }
}
