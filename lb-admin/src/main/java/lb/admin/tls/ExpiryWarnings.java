package lb.admin.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import lb.proxy.tls.CertificateFacts;
import org.jspecify.annotations.Nullable;

/**
 * Decides when somebody is told that a certificate ends to be valid: 30, 14, 7, 3 and 1 days before, in its last 24 hours, and each day
 * from then on. Certificates that live for less than three times as long as that are told of later, since they are
 * renewed late. Pure; one thread.
 */
final class ExpiryWarnings {
    private static final int[] DAYS = {0, 1, 3, 7, 14, 30};
    private static final int EXPIRED = -1;
    private static final int PART_OF_LIFE = 3;
    private static final Duration AGAIN = Duration.ofDays(1);

    private final Map<String, Told> told = new HashMap<>();

    /** What was told last of a certificate. */
    private record Told(int step, Instant at) {}

    /** Those that are to be told of now; they have been, then. */
    List<CertificateFacts> due(List<CertificateFacts> certificates, Instant now) {
        List<CertificateFacts> due = new ArrayList<>();
        Set<String> known = certificates.stream().map(ExpiryWarnings::key).collect(Collectors.toSet());
        told.keySet().retainAll(known);
        for (CertificateFacts certificate : certificates) {
            Integer step = step(certificate, now);
            Told last = told.get(key(certificate));
            if (step != null
                    && (last == null
                            || step < last.step()
                            || (step == EXPIRED && !now.isBefore(last.at().plus(AGAIN))))) {
                told.put(key(certificate), new Told(step, now));
                due.add(certificate);
            }
        }
        return due;
    }

    /** Null where nothing is to be told. */
    private static @Nullable Integer step(CertificateFacts certificate, Instant now) {
        if (!now.isBefore(certificate.notAfter())) {
            return EXPIRED;
        }
        long life = Duration.between(certificate.notBefore(), certificate.notAfter())
                .toDays();
        Duration left = Duration.between(now, certificate.notAfter());
        for (int days : DAYS) {
            boolean within = left.compareTo(Duration.ofDays(Math.max(1, days))) <= 0;
            // In its last 24 hours, 0 days are left; that of one day is told at 48.
            boolean reached = days == 1 ? left.compareTo(Duration.ofDays(2)) <= 0 : within;
            if (reached) {
                return days == 0 || (long) days * PART_OF_LIFE <= life ? days : null;
            }
        }
        return null;
    }

    private static String key(CertificateFacts certificate) {
        return certificate.fingerprint() + certificate.file();
    }
}
