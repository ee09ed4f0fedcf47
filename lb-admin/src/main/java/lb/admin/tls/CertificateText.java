package lb.admin.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import lb.proxy.tls.CertificateFacts;
import lb.proxy.tls.TlsFilesException;

/** Certificates in the words of log lines. */
public final class CertificateText {
    private static final int MOST_NAMES = 3;
    private static final int MOST_CERTIFICATES = 5;

    private CertificateText() {}

    /** The host names of one, the first of many: {@code a.example.com, b.example.com and 3 more}. */
    public static String names(CertificateFacts certificate) {
        List<String> names = certificate.names();
        if (names.isEmpty()) {
            return certificate.subject();
        }
        return some(names, MOST_NAMES);
    }

    private static String some(List<String> all, int most) {
        String first = all.stream().limit(most).collect(Collectors.joining(", "));
        return all.size() > most ? first + " and " + (all.size() - most) + " more" : first;
    }

    private static String one(CertificateFacts certificate) {
        return certificate.file() + " (" + names(certificate) + ") until " + certificate.notAfter();
    }

    /**
     * Files were read again, and are used.
     *
     * @param where they are
     * @param dropped files of certificates that had been given over the runtime socket
     */
    static String taken(String where, List<CertificateFacts> before, List<CertificateFacts> after, List<Path> dropped) {
        List<String> parts = new ArrayList<>();
        List<String> fresh = without(after, before).stream()
                .map(CertificateText::one)
                .distinct()
                .toList();
        parts.add(
                fresh.isEmpty()
                        ? "files of TLS have changed and were read again, certificates are as before"
                        : "certificates were read again: " + some(fresh, MOST_CERTIFICATES));
        List<Path> kept = after.stream().map(CertificateFacts::file).toList();
        List<String> gone = before.stream()
                .map(CertificateFacts::file)
                .filter(file -> !kept.contains(file))
                .distinct()
                .map(Path::toString)
                .toList();
        if (!gone.isEmpty()) {
            parts.add("not there any more: " + some(gone, MOST_CERTIFICATES));
        }
        if (!dropped.isEmpty()) {
            parts.add("over what \"set ssl cert\" had given for "
                    + some(dropped.stream().distinct().map(Path::toString).toList(), MOST_CERTIFICATES));
        }
        return where + ": " + String.join("; ", parts);
    }

    private static List<CertificateFacts> without(List<CertificateFacts> all, List<CertificateFacts> known) {
        List<CertificateFacts> rest = new ArrayList<>(all);
        rest.removeAll(known);
        return rest;
    }

    /** Files were read again and cannot be used. */
    static String refused(String where, TlsFilesException why) {
        return where + ": changed files of TLS are not used, what was read before stays in service: "
                + some(why.problems().stream().map(Object::toString).toList(), MOST_CERTIFICATES);
    }

    /** A certificate that ends to be valid soon, or has. */
    static String ends(CertificateFacts certificate, Instant now) {
        String which = "the certificate of " + names(certificate) + " (" + certificate.file() + ")";
        if (!now.isBefore(certificate.notAfter())) {
            return which + " expired on " + certificate.notAfter();
        }
        long days = certificate.daysLeft(now);
        String in = days > 1
                ? days + " days"
                : days == 1
                        ? "a day"
                        : Duration.between(now, certificate.notAfter()).toHours() + " hours";
        return which + " expires in " + in + ", on " + certificate.notAfter();
    }
}
