package lb.proxy.tls;

import static lb.proxy.tls.TestCertificates.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import lb.proxy.settings.SessionTickets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketKeysTest {
    private static final byte[] SECRET =
            "0123456789abcdef0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final long PERIOD = LIFETIME.toMillis() / 2;

    @TempDir
    Path folder;

    private final List<TlsProblem> problems = new ArrayList<>();

    @Test
    void twoNodesWithOneSecretHaveTheSameKeys() {
        TicketKeys one = TicketKeys.of(SECRET, LIFETIME);
        TicketKeys other = TicketKeys.of(SECRET, LIFETIME);
        assertThat(hex(one.keys(5))).isEqualTo(hex(other.keys(5)));
        assertThat(hex(TicketKeys.of(new byte[32], LIFETIME).keys(5))).doesNotContainAnyElementsOf(hex(one.keys(5)));
        assertThat(hex(TicketKeys.of(SECRET, LIFETIME.multipliedBy(2)).keys(5)))
                .doesNotContainAnyElementsOf(hex(one.keys(5)));
    }

    /** So that nodes of different versions go on with each other's sessions. */
    @Test
    void theKeysStayTheSameFromVersionToVersion() {
        assertThat(hex(TicketKeys.of(SECRET, LIFETIME).keys(5)).getFirst())
                .isEqualTo(
                        "150f7b8061590c803f232b5ea8d34d0d4d72b1a7f6074edae08ce2da92007987d010962d4fa3c66f14f05e4a9f9e49fc");
    }

    @Test
    void aTicketIsTakenForItsWholeLifetimeAndByAClockThatIsBehind() {
        TicketKeys keys = TicketKeys.of(SECRET, LIFETIME);
        for (long made : new long[] {7 * PERIOD, 7 * PERIOD + 1, 8 * PERIOD - 1}) {
            String key = hex(keys.keys(keys.period(made))).getFirst();
            for (long later : new long[] {-PERIOD, 0, 1, PERIOD, 2 * PERIOD}) {
                assertThat(hex(keys.keys(keys.period(made + later))))
                        .as("%d after %d", later, made)
                        .contains(key);
            }
            assertThat(hex(keys.keys(keys.period(made + 3 * PERIOD)))).doesNotContain(key);
        }
    }

    @Test
    void everyKeyIsOfItsOwn() {
        List<byte[]> keys = TicketKeys.of(SECRET, LIFETIME).keys(1);
        assertThat(keys).hasSize(4).allMatch(key -> key.length == TicketKeys.SIZE);
        assertThat(hex(keys)).doesNotHaveDuplicates();
    }

    @Test
    void aProcessWithoutASecretHasItsOwn() {
        TicketKeys one = TicketKeys.load(SessionTickets.STANDARD, problems);
        TicketKeys other = TicketKeys.load(SessionTickets.STANDARD, problems);
        assertThat(hex(one.keys(1))).doesNotContainAnyElementsOf(hex(other.keys(1)));
    }

    @Test
    void aShortSecretIsRefused() {
        Path file = write(folder.resolve("secret"), "short");
        assertThat(TicketKeys.load(new SessionTickets(true, file, null, LIFETIME), problems))
                .isNull();
        assertThat(problems)
                .extracting(TlsProblem::toString)
                .containsExactly(
                        file
                                + ": a secret of 5 bytes is too short (expected 32 or more, such as openssl rand -base64 48 makes)");
    }

    @Test
    void aFileOfHaproxysKeysIsReadAsHaproxyReadsIt() {
        TicketKeys keys = load(line(48, 1), line(48, 2), line(48, 3), line(48, 4));
        // Of the last three, the one in the middle is for new tickets.
        assertThat(keys.keys(0)).extracting(key -> (int) key[0]).containsExactly(3, 4, 2);
        assertThat(keys.period(Long.MAX_VALUE)).isEqualTo(keys.period(0));

        assertThat(load(line(80, 1), line(80, 2), line(80, 3)).keys(0))
                .allMatch(key -> key.length == TicketKeys.SIZE)
                .extracting(key -> (int) key[0])
                .containsExactly(2, 3, 1);
        assertThat(problems).isEmpty();
    }

    @Test
    void badFilesOfKeysAreTold() {
        assertThat(load(line(48, 1), "!", line(47, 1), line(80, 1))).isNull();
        assertThat(load(line(48, 1), "", line(48, 2))).isNull();
        assertThat(problems)
                .extracting(problem ->
                        problem.toString().substring(folder.toString().length()))
                .containsExactly(
                        "/keys:2: is not a ticket key: not base64 (expected 48 or 80 bytes in base64)",
                        "/keys:3: is not a ticket key: 47 bytes (expected 48 or 80 bytes in base64)",
                        "/keys:4: has 80 bytes, the first key 48: they cannot be mixed",
                        "/keys: has 2 keys, expected 3 or more");
    }

    private TicketKeys load(String... lines) {
        Path file = write(folder.resolve("keys"), String.join("\n", lines));
        return TicketKeys.load(new SessionTickets(true, null, file, LIFETIME), problems);
    }

    private static String line(int bytes, int first) {
        byte[] key = new byte[bytes];
        key[0] = (byte) first;
        return Base64.getEncoder().encodeToString(key);
    }

    private static List<String> hex(List<byte[]> keys) {
        return keys.stream().map(HexFormat.of()::formatHex).toList();
    }
}
