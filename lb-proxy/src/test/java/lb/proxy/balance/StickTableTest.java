package lb.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import lb.proxy.settings.StickySettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StickTableTest {
    private static final long NOW = -5;

    private static StickTable table(int ipv4Prefix, int ipv6Prefix, int size) {
        return new StickTable(new StickySettings(ipv4Prefix, ipv6Prefix, size, Duration.ofSeconds(10)), NOW);
    }

    private static byte[] address(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }

    private static byte[] address(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static long seconds(double count) {
        return NOW + (long) (count * TimeUnit.SECONDS.toNanos(1));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 32, 128, true",
        "192.0.2.1, 192.0.2.2, 32, 128, false",
        "192.0.2.1, 192.0.2.2, 24, 128, true",
        "192.0.2.1, 192.0.3.1, 24, 128, false",
        "192.0.2.1, 64.0.0.1, 1, 128, false",
        "192.0.2.1, 255.0.0.1, 1, 128, true",
        "0.0.0.0, 0.0.0.0, 32, 128, true",
        "2001:db8::1, 2001:db8::1, 32, 128, true",
        "2001:db8::1, 2001:db8::2, 32, 128, false",
        "2001:db8::1, 2001:db8::2, 32, 64, true",
        "2001:db8::1, 2001:db8:0:1::1, 32, 64, false",
        "2001:db8::1, 2001:db8:ffff::, 32, 32, true",
        "2001:db8::1:0, 2001:db8::1:ffff, 32, 112, true",
        "::, 0.0.0.0, 32, 128, false",
    })
    void clientsAreOneIfTheirPrefixesAre(String one, String other, int ipv4Prefix, int ipv6Prefix, boolean same)
            throws UnknownHostException {
        StickTable table = table(ipv4Prefix, ipv6Prefix, 100);

        table.put(address(one), 3, NOW);

        assertThat(table.find(address(one), NOW)).isEqualTo(3);
        assertThat(table.find(address(other), NOW)).isEqualTo(same ? 3 : StickTable.NONE);
    }

    @Test
    void aClientIsForgottenWhenItDoesNotComeBackInTime() {
        StickTable table = table(32, 128, 100);
        table.put(address(1), 0, NOW);
        assertThat(table.find(address(1), seconds(10.9))).isZero();
        assertThat(table.find(address(1), seconds(11))).isEqualTo(StickTable.NONE);

        table.put(address(1), 1, seconds(11));
        assertThat(table.find(address(1), seconds(21))).isEqualTo(1);
    }

    @Test
    void nearlyAThousandClientsFitIntoATableOfAThousand() {
        StickTable table = table(32, 128, 1000);
        IntStream.range(0, 1000).forEach(client -> table.put(address(client), client % 7, NOW));

        assertThat(IntStream.range(0, 1000)
                        .filter(client -> table.find(address(client), NOW) == client % 7)
                        .count())
                .isGreaterThan(970);
    }

    @Test
    void thatAnotherClientWasForgottenIsSaidUnlessItsTimeWasOver() {
        StickTable table = table(32, 128, 1);
        IntStream.range(0, 8)
                .forEach(client ->
                        assertThat(table.put(address(client), client, NOW)).isFalse());
        assertThat(table.put(address(3), 4, seconds(1))).as("one that is there").isFalse();
        assertThat(table.put(address(8), 0, seconds(1))).as("a ninth one").isTrue();
        assertThat(table.put(address(9), 0, seconds(20))).as("when all are old").isFalse();
    }

    @Test
    void whoWasAwayForTheLongestIsForgottenFirst() {
        StickTable table = table(32, 128, 1);
        IntStream.range(0, 8).forEach(client -> table.put(address(client), client, seconds(client / 2.0)));
        table.put(address(0), 0, seconds(5));

        table.put(address(100), 100, seconds(6));

        assertThat(table.find(address(0), seconds(6))).isZero();
        assertThat(table.find(address(100), seconds(6))).isEqualTo(100);
        assertThat(IntStream.range(0, 8).filter(client -> table.find(address(client), seconds(6)) != client))
                .containsExactly(1);
    }

    @Test
    void nobodyFindsAnothersServerWhileThreadsWriteTheSamePlaces() throws InterruptedException {
        StickTable table = table(32, 128, 1);
        AtomicInteger wrong = new AtomicInteger();
        List<Thread> threads = IntStream.range(0, 2)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    for (int i = 0; i < 200_000; i++) {
                        int client = i * 7 % 31;
                        table.put(address(client), client, NOW);
                        int other = i * 5 % 31;
                        int found = table.find(address(other), NOW);
                        if (found != StickTable.NONE && found != other) {
                            wrong.incrementAndGet();
                        }
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(wrong).hasValue(0);
    }
}
