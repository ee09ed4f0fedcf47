package lb.admin.page;

import java.time.ZonedDateTime;
import java.util.List;
import lb.ha.lifeline.PeerStatus;
import lb.ha.settings.AddressText;

/** The lifelines: what is known of each other node since when and why. */
final class Lifelines {
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
        html.raw("</h3>\n<p class=\"addresses\">")
                .text(AddressText.of(peer.address()))
                .raw("</p>\n");
        Card.since(peer.since(), peer.why(), now, html);
        html.raw("<dl>\n");
        Card.fact("Round trip of a hello", roundTrip(peer.roundTripNanos()), html);
        Card.fact("Connected", Card.times(peer.connections()), html);
        html.raw("</dl>\n</article>\n");
    }

    private static String roundTrip(long nanos) {
        return nanos < 0 ? "none yet" : "%.2f ms".formatted(nanos / 1e6);
    }
}
