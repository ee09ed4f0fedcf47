package lb.admin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineRingTest {
    @Test
    void linesComeOutAsTheyWentIn() {
        LineRing ring = new LineRing(256);
        assertThat(ring.isEmpty()).isTrue();
        offer(ring, 7, "first");
        offer(ring, -8, "");
        assertThat(ring.isEmpty()).isFalse();
        assertThat(taken(ring)).containsExactly("7 first", "-8 ");
        assertThat(ring.isEmpty()).isTrue();
        assertThat(taken(ring)).isEmpty();
    }

    @Test
    void whatDoesNotFitIsRefusedUntilThereIsRoom() {
        LineRing ring = new LineRing(64);
        assertThat(offer(ring, 1, "x".repeat(49))).isFalse();
        assertThat(offer(ring, 1, "x".repeat(48))).isTrue();
        assertThat(offer(ring, 2, "")).isFalse();
        assertThat(taken(ring)).containsExactly("1 " + "x".repeat(48));
        assertThat(offer(ring, 3, "x".repeat(32))).isTrue();
        assertThat(offer(ring, 4, "")).isTrue();
        assertThat(offer(ring, 5, "")).isFalse();
        assertThat(taken(ring)).containsExactly("3 " + "x".repeat(32), "4 ");
    }

    @Test
    void aRandomOrderOfWritingAndReadingLosesNothingThatWasTaken() {
        Random random = new Random(2);
        LineRing ring = new LineRing(512);
        Queue<String> inside = new ArrayDeque<>();
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            String line = "%x".formatted(random.nextLong()).repeat(random.nextInt(6));
            if (offer(ring, i, line)) {
                inside.add(i + " " + line);
            } else {
                refused++;
                assertThat(inside).as("lines inside when one is refused").isNotEmpty();
            }
            if (random.nextInt(8) == 0) {
                assertThat(taken(ring)).containsExactlyElementsOf(inside);
                inside.clear();
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void twoThreadsSeeWholeLinesInOrder() throws Exception {
        LineRing ring = new LineRing(4096);
        int lines = 50_000;
        Thread writer = Thread.ofPlatform().start(() -> {
            Random random = new Random(3);
            byte[] bytes = new byte[200];
            for (int i = 0; i < lines; i++) {
                random.nextBytes(bytes);
                int length = random.nextInt(bytes.length);
                while (!ring.offer(crc(bytes, 0, length) << 32 | i, i, bytes, 0, length)) {
                    Thread.yield();
                }
            }
        });
        int[] next = {0};
        List<String> wrong = new ArrayList<>();
        while (next[0] < lines && wrong.isEmpty()) {
            int read = ring.drain((stamp, kind, bytes, from, length) -> {
                if ((int) stamp != next[0]++ || kind != (int) stamp || stamp >>> 32 != crc(bytes, from, length)) {
                    wrong.add("line " + (next[0] - 1) + " is " + (int) stamp + ", of " + length + " bytes");
                }
            });
            if (read == 0) {
                Thread.yield();
            }
        }
        assertThat(wrong).isEmpty();
        writer.join();
    }

    private static long crc(byte[] bytes, int from, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        return crc.getValue();
    }

    private static boolean offer(LineRing ring, long epochMillis, String line) {
        byte[] bytes = (">" + line).getBytes(StandardCharsets.US_ASCII);
        return ring.offer(epochMillis, 0, bytes, 1, line.length());
    }

    private static List<String> taken(LineRing ring) {
        List<String> taken = new ArrayList<>();
        int count = ring.drain((epochMillis, _, bytes, from, length) ->
                taken.add(epochMillis + " " + new String(bytes, from, length, StandardCharsets.US_ASCII)));
        assertThat(count).isEqualTo(taken.size());
        return taken;
    }
}
