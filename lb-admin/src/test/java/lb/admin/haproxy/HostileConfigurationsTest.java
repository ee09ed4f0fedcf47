package lb.admin.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lb.admin.problem.BrokenFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever stands in a haproxy.cfg is answered with what is wrong, in time and memory that have bounds. */
class HostileConfigurationsTest {
    /** A block of broken.txt: a configuration and all that is told of it. */
    record Broken(String title, String text, List<String> told) {
        @Override
        public String toString() {
            return title;
        }
    }

    static List<Broken> broken() throws IOException {
        List<Broken> blocks = new ArrayList<>();
        try (InputStream in = HostileConfigurationsTest.class.getResourceAsStream("broken.txt")) {
            String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String block : all.split("(?m)^=== ", -1)) {
                if (!block.isBlank()) {
                    int title = block.indexOf('\n');
                    int rule = block.indexOf("\n---\n");
                    blocks.add(new Broken(
                            block.substring(0, title),
                            block.substring(title + 1, rule + 1),
                            block.substring(rule + 5).lines().toList()));
                }
            }
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("broken")
    void allThatIsWrongIsToldAtOnce(Broken broken) {
        assertThat(Translated.of(broken.text(), Map.of("AA", "x y")).told()).isEqualTo(broken.told());
    }

    @Test
    @Timeout(120)
    void oneMebibyteOfAnythingTakesNoLongerThanItShould() {
        String line = "    acl a path_beg /x\n";
        List<String> texts = List.of(
                "global\n" + ".if 1\n".repeat(170_000),
                ".if " + "(".repeat(60_000) + "\n",
                "global\n" + "frontend f\n bind :80\n".repeat(45_000),
                "defaults\n" + " timeout client 1s\n".repeat(10_000) + "backend b\n".repeat(80_000),
                "frontend f\n" + line.repeat(45_000),
                "frontend f\n http-request deny if " + "a ".repeat(60) + "\n",
                "global\n setenv A \"0123456789\"\n" + " setenv A \"$A$A\"\n".repeat(50_000),
                "global\n setenv A \"" + "x".repeat(60_000) + "\"\nbackend b\n"
                        + " description \"$A\"\n".repeat(40_000),
                "x".repeat(1 << 20),
                "\"".repeat(1 << 19),
                "listen l :" + "1,:".repeat(300_000) + "\n",
                "userlist u\n" + " user a insecure-password b groups " + "g,".repeat(20_000) + "\n");
        for (String text : texts) {
            // Of the processor, which others may be using, too.
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            try {
                Translated.of(text.substring(0, Math.min(text.length(), 1 << 20)), Map.of());
            } catch (BrokenFileException e) {
                // It is too much of something.
                assertThat(e.problem().message()).contains("more than");
            }
            assertThat(Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start))
                    .as(text.substring(0, 20))
                    .isLessThan(Duration.ofSeconds(4));
        }
    }
}
