package lb.admin.page;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import lb.admin.tls.CertificateText;
import lb.proxy.tls.CertificateFacts;

/** The certificates of this node, those that end first at the top. */
final class CertificateTable {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM uuuu", Locale.US);
    private static final int MOST_SHOWN = 100;
    private static final int SOON = 30;
    private static final int VERY_SOON = 14;

    private CertificateTable() {}

    static void section(List<CertificateFacts> certificates, ZonedDateTime now, Html html) {
        if (certificates.isEmpty()) {
            return;
        }
        html.raw("<section aria-labelledby=\"certificates\">\n<h2 id=\"certificates\">Certificates</h2>\n");
        html.raw("<div class=\"sheet\"><table role=\"table\">\n<caption>Those that end first");
        if (certificates.size() > MOST_SHOWN) {
            html.raw(", ").number(MOST_SHOWN).raw(" of ").text(Units.count(certificates.size()));
        }
        html.raw("</caption>\n<thead role=\"rowgroup\">\n<tr role=\"row\">");
        column("Names", html);
        column("Valid", html);
        column("Until", html);
        html.raw("<th role=\"columnheader\" scope=\"col\" class=\"number\">Days left</th>");
        column("Issuer", html);
        column("Key", html);
        column("File", html);
        html.raw("</tr>\n</thead>\n<tbody role=\"rowgroup\">\n");
        certificates.stream()
                .sorted(Comparator.comparing(CertificateFacts::notAfter))
                .limit(MOST_SHOWN)
                .forEach(certificate -> row(certificate, now.toInstant(), html));
        html.raw("</tbody>\n</table></div>\n</section>\n");
    }

    private static void column(@CompileTimeConstant final String words, Html html) {
        html.raw("<th role=\"columnheader\" scope=\"col\">").raw(words).raw("</th>");
    }

    private static void row(CertificateFacts certificate, Instant now, Html html) {
        html.raw("<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">")
                .text(CertificateText.names(certificate))
                .raw("</th><td role=\"cell\" data-label=\"Valid\" class=\"state\">");
        long days = certificate.daysLeft(now);
        if (days < 0) {
            html.raw("<b class=\"badge bad\">EXPIRED</b>");
        } else if (now.isBefore(certificate.notBefore())) {
            html.raw("<b class=\"badge bad\">NOT YET</b>");
        } else if (days < VERY_SOON) {
            html.raw("<b class=\"badge bad\">ENDS SOON</b>");
        } else if (days < SOON) {
            html.raw("<b class=\"badge warn\">ENDS SOON</b>");
        } else {
            html.raw("<b class=\"badge good\">VALID</b>");
        }
        html.raw("</td><td role=\"cell\" data-label=\"Until\"><time datetime=\"")
                .text(certificate.notAfter().toString())
                .raw("\">")
                .text(DAY.format(certificate.notAfter().atZone(ZoneOffset.UTC)))
                .raw("</time></td><td role=\"cell\" data-label=\"Days left\" class=\"number\">")
                .text(Units.count(days))
                .raw("</td><td role=\"cell\" data-label=\"Issuer\">")
                .text(certificate.issuer())
                .raw("</td><td role=\"cell\" data-label=\"Key\">")
                .text(certificate.keyType())
                .raw("</td><td role=\"cell\" data-label=\"File\">")
                .text(certificate.file().toString())
                .raw("</td></tr>\n");
    }
}
