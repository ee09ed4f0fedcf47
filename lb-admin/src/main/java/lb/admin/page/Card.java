package lb.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the cards of the page have in common: since when something is as it is, and facts by name. */
final class Card {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.US);

    private Card() {}

    /** Since when something is so, for how long by now, and why. */
    static void since(Instant since, String why, ZonedDateTime now, Html html) {
        html.raw("<p class=\"since\">Since ");
        time(since, now, html);
        html.raw(" (")
                .text(Units.duration(Duration.between(since, now.toInstant())))
                .raw("): ");
        html.text(why).raw("</p>\n");
    }

    /** A moment as people of the node's time zone write it, and as machines do. */
    static void time(Instant time, ZonedDateTime now, Html html) {
        html.raw("<time datetime=\"").text(time.toString()).raw("\">");
        html.text(shown(time, now)).raw("</time>");
    }

    /** A moment as people of the node's time zone write it. */
    static String shown(Instant time, ZonedDateTime now) {
        return TIME.format(time.atZone(now.getZone()));
    }

    static void fact(String name, String value, Html html) {
        html.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    }

    /** {@code once}, {@code 1,204 times}. */
    static String times(long count) {
        return count == 1 ? "once" : Units.count(count) + " times";
    }
}
