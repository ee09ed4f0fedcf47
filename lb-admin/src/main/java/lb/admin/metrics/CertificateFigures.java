package lb.admin.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lb.admin.tls.CertificateText;
import lb.proxy.tls.CertificateFacts;

/** When certificates end to be valid, as metrics. */
final class CertificateFigures {
    private CertificateFigures() {}

    static void add(List<CertificateFacts> certificates, Families to) {
        // While one bind has taken a new file and another has not, two come from it: the earlier end is what matters.
        Map<Labels, Instant> ends = new HashMap<>();
        for (CertificateFacts certificate : certificates) {
            Labels labels =
                    Labels.of("file", certificate.file().toString(), "names", CertificateText.names(certificate));
            ends.merge(labels, certificate.notAfter(), (one, other) -> one.isBefore(other) ? one : other);
        }
        ends.forEach((labels, end) -> to.gauge(
                "lb_tls_certificate_expiry_seconds",
                "When the certificate ends to be valid, Unix time.",
                labels,
                (double) end.getEpochSecond()));
    }
}
