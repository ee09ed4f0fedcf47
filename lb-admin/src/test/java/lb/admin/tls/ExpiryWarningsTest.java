package lb.admin.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import lb.proxy.tls.CertificateFacts;
import org.junit.jupiter.api.Test;

class ExpiryWarningsTest {
    private static final Instant END = Instant.parse("2027-03-01T12:00:00Z");

    private static CertificateFacts certificate(Duration life) {
        return new CertificateFacts(
                Path.of("/certs/a.pem"),
                "CN=a.test",
                "CN=root",
                List.of("a.test"),
                "EC secp256r1",
                END.minus(life),
                END,
                "1f",
                "ab",
                null);
    }

    /** Hours before the end at which it is told, when somebody looks each hour. */
    private static List<Long> told(Duration life, long fromHours, long untilHours) {
        ExpiryWarnings warnings = new ExpiryWarnings();
        List<Long> told = new ArrayList<>();
        for (long hours = fromHours; hours >= untilHours; hours--) {
            if (!warnings.due(List.of(certificate(life)), END.minus(Duration.ofHours(hours)))
                    .isEmpty()) {
                told.add(hours);
            }
        }
        return told;
    }

    @Test
    void thirtyFourteenSevenThreeAndOneDaysBeforeInTheLastDayAndEachDayFromTheEndOn() {
        assertThat(told(Duration.ofDays(365), 1000, -60))
                .containsExactly(720L, 336L, 168L, 72L, 48L, 24L, 0L, -24L, -48L);
    }

    @Test
    void oneThatLivesShortlyIsToldOfLater() {
        assertThat(told(Duration.ofDays(47), 1000, 1)).containsExactly(336L, 168L, 72L, 48L, 24L);
        assertThat(told(Duration.ofDays(6), 144, 1)).containsExactly(48L, 24L);
    }

    @Test
    void whatIsNearAtTheStartIsToldAtOnce() {
        assertThat(told(Duration.ofDays(90), 200, 180)).containsExactly(200L);
        assertThat(told(Duration.ofDays(90), -1000, -1010)).containsExactly(-1000L);
    }

    @Test
    void theWordsSayForHowLong() {
        CertificateFacts one = certificate(Duration.ofDays(90));
        assertThat(CertificateText.ends(one, END.minus(Duration.ofDays(12))))
                .isEqualTo("the certificate of a.test (/certs/a.pem) expires in 12 days, on 2027-03-01T12:00:00Z");
        assertThat(CertificateText.ends(one, END.minus(Duration.ofHours(30)))).contains("expires in a day, on");
        assertThat(CertificateText.ends(one, END.minus(Duration.ofHours(5)))).contains("expires in 5 hours, on");
        assertThat(CertificateText.ends(one, END)).endsWith("expired on 2027-03-01T12:00:00Z");
    }
}
